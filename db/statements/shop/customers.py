"""Statements that look for customers."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import bindparam, or_, text
from sqlmodel import col, select

from db.engine.dialect import among
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Customer, DeletedCustomer
from db.statements.searched import Searched


class Account(NamedTuple):
    """An account, and the channel to which it is bound; None is all channels."""

    id: str
    bound_sales_channel_id: str | None


async def get(session: Session, customer_id: str) -> Customer | None:
    """One customer."""
    return await session.first(_GET, customer_id=customer_id)


_IS_CUSTOMER: Final = col(Customer.id) == bindparam("customer_id")
_GET: Final = Statement(select(Customer).where(_IS_CUSTOMER), by_key=True)


async def get_account(session: Session, email: str, *, sales_channel_id: str) -> Customer | None:
    """The account whom a login means in the channel, by the key of the address; no guest."""
    return await session.first(_GET_ACCOUNT, email=email, sales_channel_id=sales_channel_id)


async def find_accounts(session: Session, email: str) -> Sequence[Account]:
    """All accounts with this key of an e-mail address, at most one for each sales channel."""
    return await session.all(_FIND_ACCOUNTS, email=email)


_NO_GUEST: Final = text("NOT guest")  # as the index says: SQLite compares the words
_HAS_ADDRESS: Final = (col(Customer.email) == bindparam("email")) & _NO_GUEST
_bound_to: Final = col(Customer.bound_sales_channel_id)
_GET_ACCOUNT: Final = Statement(
    select(Customer)
    .where(_HAS_ADDRESS, or_(_bound_to.is_(None), _bound_to == bindparam("sales_channel_id")))
    .order_by(_bound_to.is_(None))  # first the one that is bound to the channel
    .limit(1),
    by_key=True,
)
_FIND_ACCOUNTS: Final = Statement(
    select(Customer.id, Customer.bound_sales_channel_id).where(_HAS_ADDRESS),
    Account._make,
    by_key=True,
)


async def get_by_number(session: Session, customer_number: str) -> Customer | None:
    """The customer with this number."""
    return await session.first(_GET_BY_NUMBER, customer_number=customer_number)


_GET_BY_NUMBER: Final = Statement(
    select(Customer).where(col(Customer.customer_number) == bindparam("customer_number")),
    by_key=True,
)


async def get_by_external_id(session: Session, external_id: str) -> Customer | None:
    """The customer whom another system knows by this id."""
    return await session.first(_GET_BY_EXTERNAL_ID, external_id=external_id)


_GET_BY_EXTERNAL_ID: Final = Statement(
    select(Customer).where(col(Customer.external_id) == bindparam("external_id")), by_key=True
)


async def find_by_ids(session: Session, ids: Sequence[str]) -> Sequence[Customer]:
    """Those of the ids that exist, in no order."""
    return await session.all(_FIND_BY_IDS, ids=ids)


_FIND_BY_IDS: Final = Statement(select(Customer).where(among(col(Customer.id), "ids")), by_key=True)


async def is_deleted(session: Session, customer_id: str) -> bool:
    """Whether a customer with this id was deleted."""
    return await session.first(_IS_DELETED, customer_id=customer_id) is not None


_IS_DELETED: Final = Statement(
    select(DeletedCustomer).where(col(DeletedCustomer.id) == bindparam("customer_id")), by_key=True
)


BY_NAME: Final = Searched(
    select(Customer), text=Customer.search_text, key=Customer.id, indexed=True
)
