"""Sums of the counts of a time; what they cost depends on its length, not on how much happened."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import FromClause, Integer, Label, Select, bindparam, func, select, union_all
from sqlmodel import col
from sqlmodel import select as select_one

from db.engine.dialect import among
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Imitation, ImitationCount
from db.models.imitation import A_DAY, THIRTY_DAYS
from db.statements.imitation.imitation_filters import LIVE


class OfDay(NamedTuple):
    """How often something happened on a day, which is counted from 1970 in local time."""

    kind: str
    day: int
    number: int


class OfKey(NamedTuple):
    """How often something happened, by what it is told apart by."""

    kind: str
    key: str
    number: int


async def count_live(session: Session, *, now: datetime, idle_timeout: timedelta) -> int:
    """The number of live imitations."""
    return await session.one(_COUNT_LIVE, now=now, idle_before=now - idle_timeout)


_COUNT_LIVE: Final = Statement(select_one(func.count()).select_from(Imitation).where(LIVE))


async def find_by_day(
    session: Session, kinds: Sequence[str], *, start: int, end: int, ahead: int
) -> Sequence[OfDay]:
    """By days, from the quarter `start` up to `end`; `ahead` are quarters of local time."""
    return await session.all(_BY_DAY, kinds=kinds, start=start, end=end, ahead=ahead)


_KIND: Final = col(ImitationCount.kind)
_QUARTER: Final = col(ImitationCount.quarter)


def _counts(selected: Any, *, span: int, start: str, end: str) -> Select[Any]:  # noqa: ANN401 - columns
    """The counts of the kinds between two quarters, whose names these are."""
    return select(_KIND.label("kind"), selected, col(ImitationCount.number).label("number")).where(
        col(ImitationCount.span) == span,
        among(_KIND, "kinds"),
        bindparam(start, type_=Integer()) <= _QUARTER,
        bindparam(end, type_=Integer()) > _QUARTER,
    )


def _summed(counts: FromClause) -> Select[Any]:
    kind, told_by, number = counts.c
    return select(kind, told_by, func.sum(number)).group_by(kind, told_by)


_day: Final = ((_QUARTER + bindparam("ahead", type_=Integer())) // A_DAY).label("day")
_BY_DAY: Final = Statement(
    _summed(_counts(_day, span=1, start="start", end="end").subquery()), OfDay._make
)


async def find_by_key(
    session: Session, kinds: Sequence[str], *, start: int, end: int
) -> Sequence[OfKey]:
    """By keys. Each part of the time is read by the longest spans that fit."""
    first, last = _whole(A_DAY, start, end)
    first_30, last_30 = _whole(THIRTY_DAYS, first, last)
    days = {"first": first, "first_30": first_30, "last_30": last_30, "last": last}
    return await session.all(_BY_KEY, kinds=kinds, start=start, end=end, **days)


def _whole(span: int, start: int, end: int) -> tuple[int, int]:
    """Where the first whole span begins and the last one ends; twice the end where none fits."""
    first = -(-start // span) * span
    return (first, end // span * span) if first + span <= end else (end, end)


_key: Final[Label[str]] = col(ImitationCount.key).label("key")
_BY_KEY: Final = Statement(
    _summed(
        union_all(
            _counts(_key, span=1, start="start", end="first"),
            _counts(_key, span=A_DAY, start="first", end="first_30"),
            _counts(_key, span=THIRTY_DAYS, start="first_30", end="last_30"),
            _counts(_key, span=A_DAY, start="last_30", end="last"),
            _counts(_key, span=1, start="last", end="end"),
        ).subquery()
    ),
    OfKey._make,
)
