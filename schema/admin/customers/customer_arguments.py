"""The arguments by which customers are filtered and sorted."""

from typing import Annotated, TypeAlias

import strawberry

from schema.enums import Consent, CustomerSort

Active: TypeAlias = Annotated[
    bool | None,
    strawberry.argument(
        description="True: only active customers. False: only deactivated ones. Null: all."
    ),
]
Guest: TypeAlias = Annotated[
    bool | None,
    strawberry.argument(description="True: only guests. False: only accounts. Null: all."),
]
WithConsent: TypeAlias = Annotated[
    Consent | None,
    strawberry.argument(description="Only customers with this state of the consent. Null: all."),
]
BoundTo: TypeAlias = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Only customers who are bound to this sales channel."),
]
Company: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="Only customers with a company in whose name words begin so, all of them. "
        "Case and accents do not matter. At most 200 characters."
    ),
]
Sort: TypeAlias = Annotated[
    CustomerSort, strawberry.argument(description="The order of the customers.")
]
