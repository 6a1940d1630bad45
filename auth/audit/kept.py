"""What is kept of a leaf whose values were erased: commitments to those, salts of the others."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from auth.audit.leaves import leaf_of_commitments, openings_of_event
from auth.transparency.leaves import Opening, commitment_to
from auth.transparency.parsing import Malformed

_MEMBERS: Final = {"commitments", "erasures", "salts"}


@dataclass(frozen=True, slots=True)
class Kept:
    """Enough to make the leaf again, and too little to guess what was erased.

    The event's own salt is gone: the salts of all values could be computed from it.
    """

    salts: Mapping[str, bytes]  # of values that are still there
    commitments: Mapping[str, bytes]  # to values that were erased
    erasures: Mapping[str, int]  # by the erased value's name: the event that records it

    @classmethod
    def whole(cls, values: Mapping[str, str], salt: bytes) -> Self:
        """All of an event's values, whose own salt this is."""
        openings = openings_of_event(values, salt)
        return cls({name: opening.salt for name, opening in openings.items()}, {}, {})

    @classmethod
    def parse(cls, text: str) -> Self:
        """What `text` has written; raises Malformed."""
        try:
            members = json.loads(text)
            salts, commitments = (
                {name: bytes.fromhex(value) for name, value in members[kind].items()}
                for kind in ("salts", "commitments")
            )
            erasures = {name: int(event_id) for name, event_id in members["erasures"].items()}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Malformed("What is kept of a leaf is JSON.") from None
        if members.keys() != _MEMBERS or erasures.keys() != commitments.keys():
            raise Malformed("What is kept of a leaf names an erasure for each commitment.")
        return cls(salts, commitments, erasures)

    @property
    def text(self) -> str:
        """JSON, with bytes in hex."""
        members = {
            "commitments": {name: value.hex() for name, value in self.commitments.items()},
            "erasures": dict(self.erasures),
            "salts": {name: value.hex() for name, value in self.salts.items()},
        }
        return json.dumps(members, sort_keys=True, separators=(",", ":"))

    def without(
        self, names: Collection[str], values: Mapping[str, str], *, erasure_id: int
    ) -> "Kept":
        """What is kept once these values, which are still there, are erased as well."""
        openings = self.openings(values)
        erased = {name: commitment_to(name, openings[name]) for name in names}
        return Kept(
            {name: salt for name, salt in self.salts.items() if name not in erased},
            {**self.commitments, **erased},
            {**self.erasures, **dict.fromkeys(erased, erasure_id)},
        )

    def openings(self, values: Mapping[str, str]) -> dict[str, Opening]:
        """What opens the values that are still there; raises Malformed if others are there."""
        if values.keys() != self.salts.keys():
            raise Malformed("An event has other values than were left to it.")
        return {name: Opening(self.salts[name], value) for name, value in values.items()}

    def leaf(self, *, event_id: int, at: datetime, action: str, values: Mapping[str, str]) -> bytes:
        """The leaf as it was sealed; raises Malformed."""
        left = {
            name: commitment_to(name, opening) for name, opening in self.openings(values).items()
        }
        return leaf_of_commitments(
            event_id=event_id, at=at, action=action, commitments={**self.commitments, **left}
        )
