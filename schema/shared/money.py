"""Amounts of money, and how many decimals each currency has."""

import strawberry

from auth.currencies import decimals
from schema.scalars import MinorUnits

__all__ = ["Money", "decimals"]


@strawberry.type(description="An amount of money: a whole number of minor units, never a float.")
class Money:
    amount: int = strawberry.field(
        description="The minor units of the currency: 1999 is 19.99 EUR, but 1,999 JPY and "
        "1.999 KWD.",
        graphql_type=MinorUnits,
    )
    currency: str = strawberry.field(description="The currency as an ISO 4217 code.")
