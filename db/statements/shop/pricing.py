"""The price of a product in a currency."""

from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Integer, cast
from sqlmodel import col

from db.models.catalogue import Product

UNIT: Final = 1_000_000  # the factor of the catalogue's own currency


def price_in(factor: Any) -> ColumnElement[int]:  # noqa: ANN401 - a column or a number
    """The price in minor units by a currency's factor, half a unit rounded up."""
    return cast((cast(col(Product.price), BigInteger) * factor + UNIT // 2) // UNIT, Integer)
