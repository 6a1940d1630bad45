"""The detail of an event that records an erasure: which values of which events it removed."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from auth.audit.erasable import ERASURES

_VALUES: Final = "erased"


@dataclass(frozen=True, slots=True)
class Erasure:
    """By a value's name: the ids of the events that lost it, as ranges with both ends."""

    ranges: Mapping[str, tuple[range, ...]]

    @classmethod
    def of(cls, names_by_event: Mapping[int, Collection[str]]) -> Self:
        """The erasure of these values of these events."""
        ids = defaultdict(list)
        for event_id, names in names_by_event.items():
            for name in names:
                ids[name].append(event_id)
        return cls({name: tuple(_ranges(sorted(found))) for name, found in ids.items()})

    @property
    def detail(self) -> dict[str, object]:
        """What the event's detail holds, such as {"erased": {"username": "12,15..18"}}."""
        written = {
            name: ",".join(_written(one) for one in ranges)
            for name, ranges in sorted(self.ranges.items())
        }
        return {_VALUES: written}

    @classmethod
    def read(cls, action: str, detail: str | None) -> Self:
        """The erasure that an event records; one of nothing where it records none."""
        if action not in ERASURES:
            return cls({})
        try:
            written = json.loads(detail or "")[_VALUES]
            return cls({name: tuple(map(_read, text.split(","))) for name, text in written.items()})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return cls({})

    def names(self, event_id: int, name: str) -> bool:
        """Whether the event's value of this name was erased by it."""
        return any(event_id in one for one in self.ranges.get(name, ()))


def _ranges(ids: Iterable[int]) -> Iterable[range]:
    found: list[range] = []
    for event_id in ids:
        if found and found[-1].stop == event_id:
            found[-1] = range(found[-1].start, event_id + 1)
        else:
            found.append(range(event_id, event_id + 1))
    return found


def _written(ids: range) -> str:
    return str(ids.start) if len(ids) == 1 else f"{ids.start}..{ids.stop - 1}"


def _read(text: str) -> range:
    first, _, last = text.partition("..")
    return range(int(first), int(last or first) + 1)
