"""Conditions on imitations by the orders that were placed in them."""

from typing import Final

from sqlalchemy import ColumnElement, bindparam, exists, not_, select
from sqlmodel import col

from db.models import Imitation, Order

HAS_ORDER: Final[ColumnElement[bool]] = exists(
    select(1)
    .select_from(Order)
    .where(col(Order.imitation_id) == col(Imitation.id))
    .correlate(Imitation)
)
HAS_NO_ORDER: Final[ColumnElement[bool]] = not_(HAS_ORDER)
# Found first, by the number: an order is of one imitation at most.
HAS_ORDER_OF_NUMBER: Final[ColumnElement[bool]] = (
    col(Imitation.id)
    == (
        select(col(Order.imitation_id)).where(col(Order.number) == bindparam("order_number"))
    ).scalar_subquery()
)
