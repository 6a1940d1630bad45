"""Statements about customers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, TypedDict, Unpack

from sqlalchemy import bindparam, case, delete, func, insert, or_, text, update
from sqlmodel import col, select

from db.engine import rows
from db.engine.dialect import among
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Customer, DeletedCustomer
from db.models.customer import describe
from db.statements.searched import Searched


class Changes(TypedDict, total=False):
    """The new values of a customer; what is not given stays."""

    customer_number: str
    external_id: str | None
    email: str
    email_typed: str | None
    first_name: str
    last_name: str
    company: str | None
    active: bool
    guest: bool
    bound_sales_channel_id: str | None
    imitation_consent: bool
    imitation_consent_changed_at: datetime | None
    needs_approval: bool
    approval_cleared_at: datetime | None
    approval_cleared_by: str | None


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


async def add(
    session: Session,
    customer_id: str,
    *,
    password_hash: str | None,
    now: datetime,
    **values: Unpack[Changes],
) -> Customer:
    """Store a new customer; what is not given has the value of a new row."""
    given: dict[str, Any] = {**_NEW, **values}
    text = _described(given)
    return await session.one(
        _ADD,
        id=customer_id,
        created_at=now,
        password_hash=password_hash,
        search_text=text,
        **given,
    )


_NEW: Final[Changes] = {
    "external_id": None,
    "company": None,
    "active": True,
    "guest": False,
    "bound_sales_channel_id": None,
    "imitation_consent": False,
    "imitation_consent_changed_at": None,
    "needs_approval": False,
    "approval_cleared_at": None,
    "approval_cleared_by": None,
}


async def change(session: Session, customer: Customer, **changes: Unpack[Changes]) -> Customer:
    """Store new values of a customer who is locked; the answer is the row as it is now."""
    values: dict[str, Any] = {name: getattr(customer, name) for name in _CHANGED} | changes
    values["search_text"] = _described(values)
    new = {f"new_{name}": value for name, value in values.items()}
    return await session.one(_CHANGE, customer_id=customer.id, **new)


def _described(values: dict[str, Any]) -> str:
    return describe(
        values["last_name"],
        values["first_name"],
        values["customer_number"],
        values["email_typed"] or values["email"],
        values["company"],
    )


_CHANGED: Final = tuple(Changes.__annotations__)
_ADD: Final = Statement(
    insert(Customer).returning(Customer),
    rows.of(Customer),
    columns=["id", "created_at", "password_hash", "search_text", *_CHANGED],
)
_CHANGE: Final = Statement(
    update(Customer)
    .where(_IS_CUSTOMER)
    .values({name: bindparam(f"new_{name}") for name in (*_CHANGED, "search_text")})
    .returning(Customer),
    rows.of(Customer),
)


async def mark_consent(
    session: Session, customer_id: str, *, granted: bool, now: datetime
) -> Customer | None:
    """Store what the customer says; what they repeat keeps its time. None: they were deleted."""
    return await session.first(_MARK_CONSENT, customer_id=customer_id, granted=granted, now=now)


_MARK_CONSENT: Final = Statement(
    update(Customer)
    .where(_IS_CUSTOMER)
    .values(
        imitation_consent=bindparam("granted"),
        imitation_consent_changed_at=case(
            (
                col(Customer.imitation_consent) == bindparam("granted"),
                func.coalesce(col(Customer.imitation_consent_changed_at), bindparam("now")),
            ),
            else_=bindparam("now"),
        ),
    )
    .returning(Customer),
    rows.of(Customer),
)


async def remove(session: Session, customer_id: str) -> None:
    """Delete the customer with sessions and carts; orders and the audit log stay."""
    await session.run(_REMOVE, customer_id=customer_id)
    await session.run(_REMEMBER, id=customer_id)


_REMOVE: Final = Statement(delete(Customer).where(_IS_CUSTOMER))
_REMEMBER: Final = Statement(insert(DeletedCustomer), columns=["id"])
