"""The scalar DateTime."""

from datetime import UTC, datetime

import strawberry
from graphql import GraphQLError

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
    return moment.astimezone(UTC).isoformat()


DATE_TIME = strawberry.scalar(
    name="DateTime",
    description="A point in time in ISO 8601, with seconds and an offset from UTC, such as "
    "`2026-01-31T12:00:00+00:00`. Arguments may have any offset; answers are in UTC.",
    serialize=_serialize,
    parse_value=_parse,
)
