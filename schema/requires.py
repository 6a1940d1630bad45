"""The directive `@requires`, which prints the guard of each field in the SDL."""

from enum import Enum

import strawberry
from strawberry.schema_directive import Location


@strawberry.enum(description="The clients that may ask for a field.")
class Audience(Enum):
    CHANNEL = strawberry.enum_value(
        "CHANNEL", description="Clients that send the access key of an active sales channel."
    )
    CUSTOMER = strawberry.enum_value(
        "CUSTOMER",
        description="Of those, the clients whose session has a logged-in customer. A user who "
        "imitates the customer counts, too.",
    )
    USER = strawberry.enum_value(
        "USER", description="Signed-in users of the admin, and integrations."
    )
    PERSON = strawberry.enum_value(
        "PERSON", description="Signed-in users of the admin, not integrations."
    )


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="requires",
    description="The clients that may ask for a field, and the privilege that the "
    "caller needs for it. Both are checked before the arguments are looked up.",
)
class Requires:
    audience: Audience = strawberry.directive_field(name="audience")
    privilege: str | None = strawberry.directive_field(name="privilege", default=strawberry.UNSET)
