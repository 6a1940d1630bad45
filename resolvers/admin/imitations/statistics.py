"""Counts imitations for the overview: by day, user, cause of the end and reason of a refusal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from auth.bounds import COUNTED_REASONS, COUNTED_USERS
from auth.errors import Invalid
from auth.imitation.counting import Counted
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.statements.imitation.lists import imitating_users
from db.statements.imitation.statistics import counting, totals
from resolvers.admin.imitations.days import REMEMBERED, days, stretches, zone_of
from resolvers.imitation.counting import quarter_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from db.models import Imitation
    from db.statements.imitation.statistics.totals import OfKey
    from resolvers.request.context import RequestContext

LONGEST: Final = timedelta(days=366)
FEW: Final = 2_000  # events that wait to be counted, as some always do
_CAUSES: Final = {reason.value for reason in ImitationEndReason}
_BY_DAY: Final = (Counted.GENERATED, Counted.STARTED, Counted.REFUSED)
_BY_KEY: Final = (Counted.BY_USER, Counted.ENDED, Counted.REFUSED_FOR, Counted.ORDERED)


class Day(NamedTuple):
    """What happened on one day of the time zone, such as 2026-01-31; as _BY_DAY has the kinds."""

    day: str
    generated: int
    started: int
    refused: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts of a time; the users are named by their newest imitations."""

    live: int
    per_day: Sequence[Day]
    per_user: "Sequence[tuple[Imitation, int]]"
    by_end_reason: Sequence[tuple[ImitationEndReason, int]]
    refusals: Sequence[tuple[str, int]]
    orders_placed: int
    complete: bool


async def count(
    ctx: "RequestContext", *, since: datetime, until: datetime, time_zone: str
) -> Statistics:
    """What happened between the two times, which are widened to whole quarters of an hour."""
    zone = zone_of(time_zone)
    start, end = _quarters(since, until)
    reads, rules = ctx.application.database.reads, ctx.rules
    found = await totals.find_by_key(reads, _BY_KEY, start=start, end=end)
    numbers = {kind: _of_kind(found, kind) for kind in _BY_KEY}
    return Statistics(
        live=await totals.count_live(
            reads, now=ctx.now(), idle_timeout=rules.imitation_idle_timeout
        ),
        per_day=await _per_day(ctx, start, end, zone),
        per_user=await _per_user(ctx, numbers[Counted.BY_USER]),
        by_end_reason=[
            (ImitationEndReason(cause), number)
            for cause, number in numbers[Counted.ENDED].most_common()
            if cause in _CAUSES
        ],
        refusals=[
            (code, number)
            for code, number in numbers[Counted.REFUSED_FOR].most_common(COUNTED_REASONS)
            if code
        ],
        orders_placed=numbers[Counted.ORDERED].total(),
        complete=(await counting.get_progress(reads)).behind <= FEW,
    )


def _quarters(since: datetime, until: datetime) -> tuple[int, int]:
    since = arguments.moment(since, field="since").astimezone(UTC)
    until = arguments.moment(until, field="until").astimezone(UTC)
    if not timedelta(0) < until - since <= LONGEST:
        raise Invalid("until", f"This is after `since`, by at most {LONGEST.days} days.")
    return quarter_of(since), quarter_of(until - timedelta(microseconds=1)) + 1


async def _per_day(ctx: "RequestContext", start: int, end: int, zone: "ZoneInfo") -> Sequence[Day]:
    numbers: dict[int, list[int]] = {}  # of few days
    for part in stretches(start, end, zone):
        for kind, day, number in await totals.find_by_day(
            ctx.application.database.reads,
            _BY_DAY,
            start=part.start,
            end=part.end,
            ahead=part.ahead,
        ):
            numbers.setdefault(day, [0] * len(_BY_DAY))[_BY_DAY.index(kind)] += number
    per_day = dict(_without_counts(start, end, zone))
    for day, counts in numbers.items():
        per_day[day] = Day(per_day[day].day, *counts)
    return list(per_day.values())


@lru_cache(REMEMBERED)
def _without_counts(start: int, end: int, zone: "ZoneInfo") -> Mapping[int, Day]:
    return {number: Day(day, 0, 0, 0) for number, day in days(start, end, zone)}


async def _per_user(
    ctx: "RequestContext", numbers: "Counter[str]"
) -> "Sequence[tuple[Imitation, int]]":
    most = [user_id for user_id, _ in numbers.most_common(COUNTED_USERS)]
    found = await imitating_users.find_of(ctx.application.database.reads, most)
    return [(imitation, numbers[imitation.user_id]) for imitation in found]


def _of_kind(found: "Sequence[OfKey]", kind: str) -> "Counter[str]":
    """By key; equal numbers in the order of the keys."""
    numbers: Mapping[str, int] = {of.key: of.number for of in found if of.kind == kind}
    return Counter(dict(sorted(numbers.items())))
