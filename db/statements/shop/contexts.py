"""Statements of sessions; one statement reads everything about a context token."""

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    select,
    update,
)
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import (
    Context,
    Customer,
)


async def add(session: AsyncSession, context: Context) -> None:
    """Store a session."""
    session.add(context)
    await session.flush()


async def hold(session: AsyncSession, context_id: str) -> bool:
    """Lock a session and its cart until the commit; False if it is gone."""
    connection = await session.connection()
    found = await connection.execute(_in_order(col(Context.id) == context_id))
    return found.one_or_none() is not None


async def remove(session: AsyncSession, context_id: str) -> None:
    """End a session of a guest or a customer; a guest's cart goes with it."""
    await session.exec(delete(Context).where(col(Context.id) == context_id))


async def remove_of_customer(session: AsyncSession, customer_id: str) -> None:
    """End the customer's own sessions; imitations go on."""
    own = and_(col(Context.customer_id) == customer_id, col(Context.imitation_id).is_(None))
    await session.exec(delete(Context).where(col(Context.id).in_(_in_order(own))))


async def remove_of_sales_channel(session: AsyncSession, sales_channel_id: str) -> None:
    """End the sessions of customers in the channel; guests keep theirs, with their carts."""
    own = and_(
        col(Context.sales_channel_id) == sales_channel_id,
        col(Context.customer_id).is_not(None),
        col(Context.imitation_id).is_(None),
    )
    await session.exec(delete(Context).where(col(Context.id).in_(_in_order(own))))


def _in_order(which: ColumnElement[bool]) -> Select[str]:
    """Their ids, locked one after another as everybody does: two who lock many never wait
    for each other.
    """
    return select(col(Context.id)).where(which).order_by(col(Context.id)).with_for_update()


async def remove_of_inactive_customers(session: AsyncSession) -> None:
    """End the sessions of customers who are switched off."""
    inactive = select(col(Customer.id)).where(~col(Customer.active))
    await session.exec(
        delete(Context).where(
            col(Context.customer_id).in_(inactive), col(Context.imitation_id).is_(None)
        )
    )


async def extend(session: AsyncSession, context_id: str, *, expires_at: datetime) -> bool:
    """Let a session live until `expires_at` and lock it until the commit; False if it is gone."""
    result = await session.exec(
        update(Context).where(col(Context.id) == context_id).values(expires_at=expires_at)
    )
    return result.rowcount == 1


async def choose(session: AsyncSession, context_id: str, *, language: str, currency: str) -> None:
    """Let a session speak another language and pay in another currency."""
    await session.exec(
        update(Context)
        .where(col(Context.id) == context_id)
        .values(language=language, currency=currency)
    )


async def prune(session: AsyncSession, *, before: datetime) -> int:
    """Remove sessions that ran out before; the answer is how many."""
    result = await session.exec(delete(Context).where(col(Context.expires_at) < before))
    return result.rowcount
