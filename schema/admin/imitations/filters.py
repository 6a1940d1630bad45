"""The arguments that narrow a list of imitations; null lets all through."""

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from schema.enums import ImitationAccess, ImitationEndReason, ImitationStatus

Active: TypeAlias = Annotated[
    bool | None,
    strawberry.argument(
        description="True: only ACTIVE imitations. False: only PENDING and ENDED ones. Null: all."
    ),
]
OfStatus: TypeAlias = Annotated[
    ImitationStatus | None,
    strawberry.argument(description="Only imitations in this state at the time of the request."),
]
OfCustomer: TypeAlias = Annotated[
    strawberry.ID | None, strawberry.argument(description="Only imitations of this customer.")
]
ByUser: TypeAlias = Annotated[
    strawberry.ID | None, strawberry.argument(description="Only imitations by this user.")
]
InChannel: TypeAlias = Annotated[
    strawberry.ID | None, strawberry.argument(description="Only imitations in this sales channel.")
]
WithAccess: TypeAlias = Annotated[
    ImitationAccess | None, strawberry.argument(description="Only imitations with this access.")
]
EndedBy: TypeAlias = Annotated[
    ImitationEndReason | None,
    strawberry.argument(
        description="Only imitations whose end is recorded with this cause. What time alone has "
        "ended is recorded within a minute."
    ),
]
WithReason: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="Only imitations whose reason contains these words, in any order; the first "
        "eight count. Case does not matter, accents do. At most 200 characters."
    ),
]
InCategory: TypeAlias = Annotated[
    str | None,
    strawberry.argument(description="Only imitations whose reason has this category."),
]
OrderPlaced: TypeAlias = Annotated[
    bool | None,
    strawberry.argument(
        description="True: only imitations in which an order was placed. False: only those without "
        "an order. Null: all."
    ),
]
OfOrder: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="Only the imitation in which the order with this number was placed."
    ),
]
Since: TypeAlias = Annotated[
    datetime | None,
    strawberry.argument(
        description="Only imitations whose token was generated at this time or later."
    ),
]
Until: TypeAlias = Annotated[
    datetime | None,
    strawberry.argument(description="Only imitations whose token was generated before this time."),
]
