"""Statements about orders."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from db.engine.paging import Slice, count, page
from db.models import Imitation, Order, OrderLine


async def add(session: AsyncSession, order: Order, lines: Sequence[OrderLine]) -> None:
    """Store an order with its lines."""
    session.add(order)
    await session.flush()
    session.add_all(lines)
    await session.flush()


async def find(
    session: AsyncSession, customer_id: str, *, after: Sequence[object] | None, first: int
) -> Slice[Order]:
    """A page of the customer's orders, newest first."""
    keys = [col(Order.number)]
    statement = _of_customer(customer_id)
    return await page(session, statement, keys=keys, after=after, first=first, descending=True)


async def count_all(session: AsyncSession, customer_id: str) -> int:
    """How many orders the customer has."""
    return await count(session, _of_customer(customer_id))


def _of_customer(customer_id: str) -> SelectOfScalar[Order]:
    return select(Order).where(col(Order.customer_id) == customer_id)


async def find_lines(session: AsyncSession, order_ids: Sequence[str]) -> Sequence[OrderLine]:
    """The lines of these orders in their order."""
    statement = (
        select(OrderLine)
        .where(col(OrderLine.order_id).in_(order_ids))
        .order_by(col(OrderLine.position))
    )
    return (await session.exec(statement)).all()


async def find_imitations(
    session: AsyncSession, imitation_ids: Sequence[str]
) -> Sequence[Imitation]:
    """The imitations in which orders were placed."""
    statement = select(Imitation).where(col(Imitation.id).in_(imitation_ids))
    return (await session.exec(statement)).all()
