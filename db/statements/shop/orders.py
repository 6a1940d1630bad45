"""Statements about orders."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypedDict, Unpack

from sqlalchemy import bindparam, insert
from sqlmodel import col, select

from db.engine import rows
from db.engine.dialect import among
from db.engine.paging import Paged, Slice
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Imitation, Order, OrderLine
from db.models.columns import new_id


class NewOrder(TypedDict):
    """The values of an order, which the database numbers."""

    sales_channel_id: str
    customer_id: str
    customer_number: str
    imitation_id: str | None
    currency: str
    language: str
    total: int
    placed_at: datetime


class NewLine(TypedDict):
    """The values of an order's line, but for its place."""

    product_number: str
    label: str
    quantity: int
    unit_price: int


async def add(session: Session, lines: Sequence[NewLine], **order: Unpack[NewOrder]) -> Order:
    """Store an order with its lines, which keep their order; the answer has its number."""
    added = await session.one(_ADD, id=new_id(), **order)
    placed: Sequence[dict[str, Any]] = [
        {**line, "id": new_id(), "order_id": added.id, "position": position}
        for position, line in enumerate(lines, start=1)
    ]
    await session.many(_ADD_LINE, placed)
    return added


_ADD: Final[Statement[Order]] = Statement(
    insert(Order).returning(Order), rows.of(Order), columns=["id", *NewOrder.__annotations__]
)
_ADD_LINE: Final = Statement(
    insert(OrderLine), columns=["id", "order_id", "position", *NewLine.__annotations__]
)


async def find(
    session: Session, customer_id: str, *, after: Sequence[object] | None, first: int
) -> Slice[Order]:
    """A page of the customer's orders, newest first."""
    return await _OF_CUSTOMER.page(session, after=after, first=first, customer_id=customer_id)


async def count_all(session: Session, customer_id: str) -> int:
    """How many orders the customer has."""
    return await _OF_CUSTOMER.count(session, customer_id=customer_id)


_OF_CUSTOMER: Final = Paged(
    select(Order).where(col(Order.customer_id) == bindparam("customer_id")),
    keys=[col(Order.number)],
    descending=True,
)


async def get_customer_id(session: Session, number: int) -> str | None:
    """The id of the customer who has the order of this number."""
    return await session.first(_GET_CUSTOMER_ID, number=number)


_GET_CUSTOMER_ID: Final = Statement(
    select(Order.customer_id).where(col(Order.number) == bindparam("number")), by_key=True
)


async def find_lines(session: Session, order_ids: Sequence[str]) -> Sequence[OrderLine]:
    """The lines of these orders in their order."""
    return await session.all(_FIND_LINES, order_ids=order_ids)


_FIND_LINES: Final = Statement(
    select(OrderLine)
    .where(among(col(OrderLine.order_id), "order_ids"))
    .order_by(col(OrderLine.position))
)


async def find_imitations(session: Session, imitation_ids: Sequence[str]) -> Sequence[Imitation]:
    """The imitations in which orders were placed."""
    return await session.all(_FIND_IMITATIONS, imitation_ids=imitation_ids)


_FIND_IMITATIONS: Final = Statement(
    select(Imitation).where(among(col(Imitation.id), "imitation_ids")), by_key=True
)


async def find_numbers(session: Session, imitation_ids: Sequence[str]) -> Sequence[tuple[str, int]]:
    """The numbers of the orders that were placed in these imitations, each with its imitation."""
    return await session.all(_FIND_NUMBERS, imitation_ids=imitation_ids)


_FIND_NUMBERS: Final[Statement[tuple[str, int]]] = Statement(
    select(col(Order.imitation_id), col(Order.number))
    .where(among(col(Order.imitation_id), "imitation_ids"))
    .order_by(col(Order.number)),
    tuple,
)
