"""The scalars DateTime and MinorUnits."""

from datetime import UTC, datetime
from typing import NewType

import orjson
import strawberry
from graphql import GraphQLError

from auth.currencies import DECIMALS, HIGHEST_AMOUNT

PROBLEM = "A DateTime is ISO 8601 with an offset, such as 2026-01-31T12:00:00Z."


def _parse(value: object) -> datetime:
    """Raises GraphQLError with a fixed text, because Python's own text would reach the client."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise GraphQLError(PROBLEM)
    return moment


def _serialize(moment: datetime) -> str:
    """As isoformat, which takes three times as long."""
    return orjson.dumps(moment if moment.tzinfo is UTC else moment.astimezone(UTC))[1:-1].decode()


DATE_TIME = strawberry.scalar(
    name="DateTime",
    description="A point in time in ISO 8601, with seconds and an offset from UTC, such as "
    "`2026-01-31T12:00:00+00:00`. Arguments may have any offset; answers are in UTC.",
    serialize=_serialize,
    parse_value=_parse,
)

MinorUnits = NewType("MinorUnits", int)


def _at_most_exact(amount: int) -> int:
    """A cart may become dearer than any order can be; its customer must still see it."""
    return min(amount, HIGHEST_AMOUNT)


def _currencies_with(count: int) -> str:
    *others, last = sorted(code for code, found in DECIMALS.items() if found == count)
    return f"{', '.join(others)} and {last}"


MINOR_UNITS = strawberry.scalar(
    name="MinorUnits",
    description="A whole number of minor units as ISO 4217 counts them, in JSON an integer. "
    f"{_currencies_with(0)} have no decimals; {_currencies_with(3)} have three; "
    f"{_currencies_with(4)} have four; every other currency has two. The highest value is "
    "2^53 - 1, the highest whole number that JavaScript reads exactly. In a cart it means this "
    "much or more; no order can be dearer.",
    serialize=_at_most_exact,
    parse_value=int,
)
