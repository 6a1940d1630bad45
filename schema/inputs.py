"""How does an input say «leave it»? By leaving the field out."""

from typing import Annotated, TypeAlias, TypeVar

import strawberry

from auth.errors import Invalid
from resolvers.request.changes import UNCHANGED, Change

Value = TypeVar("Value")

Password: TypeAlias = Annotated[str, strawberry.argument(description="At most 1024 characters.")]


def optional(value: Value | None) -> Change[Value | None]:
    """A field that may be made null."""
    return UNCHANGED if value is strawberry.UNSET else value


def required(value: Value | None, field: str) -> Change[Value]:
    """A field that may be left out, but not made null: Invalid."""
    if value is strawberry.UNSET:
        return UNCHANGED
    if value is None:
        raise Invalid(field, "This cannot be null.")
    return value
