"""Statements about customers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypedDict, Unpack

from sqlalchemy import bindparam, delete, exists, insert, or_, text, update
from sqlmodel import col, select

from db.engine import rows
from db.engine.dialect import among
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Customer, DeletedCustomer, SalesChannel
from db.models.customer import describe
from db.statements.searched import Searched


class Changes(TypedDict, total=False):
    """The new values of a customer; what is not given stays."""

    email: str
    email_typed: str | None
    first_name: str
    last_name: str
    company: str | None
    active: bool
    bound_sales_channel_id: str | None
    imitation_consent: bool


async def get(session: Session, customer_id: str) -> Customer | None:
    """One customer."""
    return await session.first(_GET, customer_id=customer_id)


_IS_CUSTOMER: Final = col(Customer.id) == bindparam("customer_id")
_GET: Final = Statement(select(Customer).where(_IS_CUSTOMER), by_key=True)


async def get_account(session: Session, email: str) -> Customer | None:
    """The account with this key of an e-mail address; guests are none."""
    return await session.first(_GET_ACCOUNT, email=email)


_NO_GUEST: Final = text("NOT guest")  # as the index says: SQLite compares the words
_GET_ACCOUNT: Final = Statement(
    select(Customer).where(col(Customer.email) == bindparam("email"), _NO_GUEST), by_key=True
)


async def find_by_ids(session: Session, ids: Sequence[str]) -> Sequence[Customer]:
    """Those of the ids that exist, in no order."""
    return await session.all(_FIND_BY_IDS, ids=ids)


_FIND_BY_IDS: Final = Statement(select(Customer).where(among(col(Customer.id), "ids")), by_key=True)


BY_NAME: Final = Searched(
    select(Customer), text=Customer.search_text, key=Customer.id, indexed=True
)


async def change(session: Session, customer: Customer, **changes: Unpack[Changes]) -> Customer:
    """Store new values of a customer who is locked; the answer is the row as it is now."""
    values: dict[str, Any] = {name: getattr(customer, name) for name in _CHANGED} | changes
    values["search_text"] = describe(
        values["last_name"],
        values["first_name"],
        customer.customer_number,
        values["email_typed"] or values["email"],
        values["company"],
    )
    new = {f"new_{name}": value for name, value in values.items()}
    return await session.one(_CHANGE, customer_id=customer.id, **new)


_CHANGED: Final = tuple(Changes.__annotations__)
_CHANGE: Final = Statement(
    update(Customer)
    .where(_IS_CUSTOMER)
    .values({name: bindparam(f"new_{name}") for name in (*_CHANGED, "search_text")})
    .returning(Customer),
    rows.of(Customer),
)


async def mark_consent(session: Session, customer_id: str, *, granted: bool) -> Customer | None:
    """Store the consent; None for a deleted customer."""
    return await session.first(_MARK_CONSENT, customer_id=customer_id, granted=granted)


_MARK_CONSENT: Final = Statement(
    update(Customer)
    .where(_IS_CUSTOMER)
    .values(imitation_consent=bindparam("granted"))
    .returning(Customer),
    rows.of(Customer),
)


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


async def remove(session: Session, customer_id: str) -> None:
    """Delete the customer with sessions and carts; orders and the audit log stay."""
    await session.run(_REMOVE, customer_id=customer_id)
    await session.run(_REMEMBER, id=customer_id)


_REMOVE: Final = Statement(delete(Customer).where(_IS_CUSTOMER))
_REMEMBER: Final = Statement(insert(DeletedCustomer), columns=["id"])
