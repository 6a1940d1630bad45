"""The days of a time zone, each as the quarters of an hour that it consists of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from auth.errors import Invalid
from db.models.imitation import A_DAY, QUARTER

EPOCH: Final = date(1970, 1, 1).toordinal()
REMEMBERED: Final = 8  # times: an overview asks for the same one until the next quarter
_NAME: Final = re.compile(r"[A-Za-z]([A-Za-z0-9_+/-]{0,62}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Quarters from `start` up to `end` whose local time is `ahead` quarters before UTC."""

    start: int
    end: int
    ahead: int


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name in IANA's database; raises Invalid."""
    try:
        if _NAME.fullmatch(name):
            return ZoneInfo(name)
    except (LookupError, OSError, ValueError):  # no file, a folder, or another file
        pass
    raise Invalid("timeZone", "A time zone looks like Europe/Berlin.")


@lru_cache(REMEMBERED)
def stretches(start: int, end: int, zone: ZoneInfo) -> Sequence[Stretch]:
    """The quarters by the offsets of the time zone, which change where summer time begins."""
    found: list[Stretch] = []
    while start < end:
        ahead = _ahead(start, zone)
        until = _last_with(ahead, start, end, zone)
        found.append(Stretch(start, until, ahead))
        start = until
    return tuple(found)


def days(start: int, end: int, zone: ZoneInfo) -> Sequence[tuple[int, str]]:
    """Every local day that has one of the quarters: its number, counted from 1970, and its date."""
    first, last = ((at + _ahead(at, zone)) // A_DAY for at in (start, end - 1))
    numbers = range(first, last + 1)
    return tuple((day, date.fromordinal(EPOCH + day).isoformat()) for day in numbers)


def _last_with(ahead: int, start: int, end: int, zone: ZoneInfo) -> int:
    """Where the offset changes, which it does not twice in a week: by weeks, then by less."""
    at = start
    for step in (7 * A_DAY, A_DAY, A_DAY // 8, 1):
        while at + step < end and _ahead(at + step, zone) == ahead:
            at += step
    return min(at + 1, end)


def _ahead(quarter: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(zone).utcoffset()
    assert offset is not None  # noqa: S101 - the time has a zone
    return int(offset.total_seconds() // QUARTER)
