"""Amounts of money."""

import strawberry


@strawberry.type(description="An amount in whole minor units (cents), never a float.")
class Money:
    """Money."""

    amount: int = strawberry.field(description="Minor units: 1999 is 19.99 in EUR.")
    currency: str = strawberry.field(description="An ISO 4217 code.")
