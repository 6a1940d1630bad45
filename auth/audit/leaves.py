"""The leaf of an audit event: its id, time and action are public, all else is committed to."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from auth.transparency.leaves import Opening, commitments_to, leaf_of, opening_of

PUBLIC: Final = frozenset({"id", "at", "action"})
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def leaf_of_event(
    *, event_id: int, at: datetime, action: str, values: Mapping[str, str], salt: bytes
) -> bytes:
    """The leaf. `values` are those that the event has; `at` is in microseconds since 1970."""
    return leaf_of_commitments(
        event_id=event_id, at=at, action=action, commitments=commitments_to(values, salt)
    )


def leaf_of_commitments(
    *, event_id: int, at: datetime, action: str, commitments: Mapping[str, bytes]
) -> bytes:
    """The leaf of an event of whose values only commitments are known."""
    public: dict[str, str | int] = {
        "id": event_id,
        "at": (at - _EPOCH) // _MICROSECOND,
        "action": action,
    }
    return leaf_of(public, commitments)


def openings_of_event(values: Mapping[str, str], salt: bytes) -> dict[str, Opening]:
    """What opens each of the values; `salt` is the event's own and stays secret."""
    return {name: opening_of(salt, name, value) for name, value in values.items()}
