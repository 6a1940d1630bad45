"""Statements about customers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from db.engine.locking import kept, locked
from db.engine.paging import Slice, count, page
from db.models import Customer
from db.search import matches


async def get(session: AsyncSession, customer_id: str, *, lock: bool = False) -> Customer | None:
    """One customer; with `lock` others cannot change the row before the commit.

    The customer is locked before any session, imitation or cart of theirs. The lock leaves
    the key alone: others may go on to store what refers to the customer.
    """
    statement = select(Customer).where(col(Customer.id) == customer_id)
    return (await session.exec(locked(statement) if lock else statement)).one_or_none()


async def keep(session: AsyncSession, customer_id: str) -> Customer | None:
    """One customer, protected from deletion until the commit, so that rows can refer to them."""
    statement = kept(select(Customer).where(col(Customer.id) == customer_id))
    return (await session.exec(statement)).one_or_none()


async def get_account(session: AsyncSession, email: str) -> Customer | None:
    """The account with this e-mail address, case folded; guests are none."""
    statement = select(Customer).where(
        col(Customer.email) == email.casefold(), ~col(Customer.guest)
    )
    return (await session.exec(statement)).one_or_none()


async def find_by_ids(session: AsyncSession, ids: Sequence[str]) -> Sequence[Customer]:
    """Those of the ids that exist, in no order."""
    return (await session.exec(select(Customer).where(col(Customer.id).in_(ids)))).all()


async def find(
    session: AsyncSession, *, search: str | None, after: Sequence[object] | None, first: int
) -> Slice[Customer]:
    """A page of customers by name."""
    keys = [col(Customer.search_text), col(Customer.id)]
    return await page(session, _matching(search), keys=keys, after=after, first=first)


async def count_all(session: AsyncSession, *, search: str | None) -> int:
    """How many customers match."""
    return await count(session, _matching(search))


def _matching(search: str | None) -> SelectOfScalar[Customer]:
    statement = select(Customer)
    return statement.where(matches(Customer.search_text, search)) if search else statement


async def store(session: AsyncSession, customer: Customer) -> None:
    """Write a new or changed customer."""
    customer.email = customer.email.casefold()
    customer.search_text = customer.describe()
    session.add(customer)
    await session.flush()


async def mark_logged_in(session: AsyncSession, customer_id: str, *, now: datetime) -> None:
    """Record a login by the customer; an imitation never does."""
    await session.exec(
        update(Customer).where(col(Customer.id) == customer_id).values(last_login_at=now)
    )


async def mark_password(
    session: AsyncSession, customer_id: str, *, old_hash: str, new_hash: str
) -> bool:
    """Store another hash; False if the password was changed in the meantime."""
    result = await session.exec(
        update(Customer)
        .where(col(Customer.id) == customer_id, col(Customer.password_hash) == old_hash)
        .values(password_hash=new_hash)
    )
    return result.rowcount == 1


async def remove(session: AsyncSession, customer_id: str) -> None:
    """Delete the customer with sessions and carts; orders and the audit log stay."""
    await session.exec(delete(Customer).where(col(Customer.id) == customer_id))
