"""Statements about logins of customers and about their passwords."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, exists, or_, update
from sqlmodel import col

from db.engine import rows
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Customer, SalesChannel

_IS_CUSTOMER: Final = col(Customer.id) == bindparam("customer_id")


async def mark_logged_in(
    session: Session,
    customer_id: str,
    *,
    password_hash: str,
    sales_channel_id: str,
    now: datetime,
) -> bool:
    """Record a login by the customer; an imitation never does.

    False where the account may not enter the channel, the channel is closed, or the password is
    another one by now.
    """
    entered = await session.run(
        _MARK_LOGGED_IN,
        customer_id=customer_id,
        checked_hash=password_hash,
        sales_channel_id=sales_channel_id,
        now=now,
    )
    return entered == 1


_MARK_LOGGED_IN: Final = Statement(
    update(Customer)
    .where(
        _IS_CUSTOMER,
        col(Customer.active),
        ~col(Customer.guest),
        col(Customer.password_hash) == bindparam("checked_hash"),
        or_(
            col(Customer.bound_sales_channel_id).is_(None),
            col(Customer.bound_sales_channel_id) == bindparam("sales_channel_id"),
        ),
        exists().where(
            col(SalesChannel.id) == bindparam("sales_channel_id"), col(SalesChannel.active)
        ),
    )
    .values(last_login_at=bindparam("now"))
)


async def mark_password(
    session: Session, customer_id: str, *, old_hash: str, new_hash: str
) -> Customer | None:
    """Store another hash; None if the password was changed in the meantime."""
    return await session.first(
        _MARK_PASSWORD, customer_id=customer_id, old_hash=old_hash, new_hash=new_hash
    )


_MARK_PASSWORD: Final = Statement(
    update(Customer)
    .where(_IS_CUSTOMER, col(Customer.password_hash) == bindparam("old_hash"))
    .values(password_hash=bindparam("new_hash"))
    .returning(Customer),
    rows.of(Customer),
)


async def set_password(session: Session, customer_id: str, *, new_hash: str) -> Customer:
    """Store the hash of a password that a user gave; the customer is locked."""
    return await session.one(_SET_PASSWORD, customer_id=customer_id, new_hash=new_hash)


_SET_PASSWORD: Final = Statement(
    update(Customer)
    .where(_IS_CUSTOMER)
    .values(password_hash=bindparam("new_hash"))
    .returning(Customer),
    rows.of(Customer),
)
