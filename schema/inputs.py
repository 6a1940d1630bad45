"""The difference between an input field that is left out, null, and given."""

from typing import Annotated, TypeAlias, TypeVar

import strawberry

from auth.errors import Invalid
from resolvers.values.changes import UNCHANGED, Change

Value = TypeVar("Value")

Password: TypeAlias = Annotated[
    str, strawberry.argument(description="The account's current password. At most 1024 characters.")
]
Credential: TypeAlias = Annotated[
    str,
    strawberry.argument(
        description="The device's answer as JSON: `JSON.stringify` of the `PublicKeyCredential`."
    ),
]
NewPassword: TypeAlias = Annotated[
    str, strawberry.argument(description="The new password, 8 to 1024 characters (ASVS 6.2.1).")
]


def optional(value: Value | None) -> Change[Value | None]:
    """A field that null empties."""
    return UNCHANGED if value is strawberry.UNSET else value


def required(value: Value | None, field: str) -> Change[Value]:
    """A field that may be left out but raises Invalid for null."""
    if value is strawberry.UNSET:
        return UNCHANGED
    if value is None:
        raise Invalid(field, "This cannot be null.")
    return value
