"""The one schema, built once."""

from functools import cache

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.enums import ErrorCode
from schema.mutation import Mutation
from schema.query import Query


@cache
def build() -> strawberry.Schema:
    """Queries, mutations and the list of error codes."""
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        types=[ErrorCode],
        config=StrawberryConfig(disable_field_suggestions=True),
    )


def sdl() -> str:
    """The schema as `graphql/schema.graphql` has it."""
    return build().as_str() + "\n"
