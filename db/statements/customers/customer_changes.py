"""Statements that store, change and delete customers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypedDict, Unpack

from sqlalchemy import bindparam, case, delete, func, insert, update
from sqlmodel import col

from db.engine import rows
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import Customer, DeletedCustomer
from db.models.customer import describe


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


_IS_CUSTOMER: Final = col(Customer.id) == bindparam("customer_id")
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


def removal(customer_id: str) -> Sequence[Change]:
    """The changes that delete the customer with sessions and carts.

    Orders and the audit log stay.
    """
    return (_REMOVE, {"customer_id": customer_id}), (_REMEMBER, {"id": customer_id})


_REMOVE: Final = Statement(delete(Customer).where(_IS_CUSTOMER))
_REMEMBER: Final = Statement(insert(DeletedCustomer), columns=["id"])
