"""Amounts of money."""

import strawberry


@strawberry.type(
    description="An amount of money in the smallest unit of its currency: a whole number, never "
    "a float."
)
class Money:
    amount: int = strawberry.field(description="The minor units: 1999 is 19.99 EUR.")
    currency: str = strawberry.field(description="The currency as an ISO 4217 code.")
