"""What must not pass: a field without its guards."""

from typing import Any

from graphql import GraphQLField
from strawberry.types.field import StrawberryField


def unguarded(_field: GraphQLField, definition: StrawberryField) -> Any:
    """In place of `schema.plan.resolver._method`: the function alone."""
    return definition.base_resolver and definition.base_resolver.wrapped_func
