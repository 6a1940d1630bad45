"""Statements that begin, change and end the sessions of the shop."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypedDict, Unpack

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, insert, null, select, update
from sqlmodel import col

from db.engine.dialect import among
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import Context


class NewContext(TypedDict):
    """The values of a session's row."""

    id: str
    token_hash: bytes
    sales_channel_id: str
    customer_id: str | None
    imitation_id: str | None
    language: str
    currency: str
    created_at: datetime
    expires_at: datetime


async def add(session: Session, **values: Unpack[NewContext]) -> None:
    """Store a session."""
    await session.run(_ADD, **values)


def addition(**values: Unpack[NewContext]) -> Change:
    """The change that stores a session."""
    return _ADD, values


_ADD: Final = Statement(insert(Context), columns=list(NewContext.__annotations__))
_IS_CONTEXT: Final = col(Context.id) == bindparam("context_id")


async def hold(session: Session, context_id: str) -> bool:
    """Lock a session, and with it a guest's cart, until the commit; False if it is gone."""
    return await session.first(_HOLD, context_id=context_id) is not None


async def remove(session: Session, context_id: str) -> None:
    """End a session of a guest or a customer; a guest's cart goes with it."""
    await session.run(_REMOVE, context_id=context_id)


async def remove_of_customer(
    session: Session, customer_id: str, *, elsewhere_than: str | None = None
) -> None:
    """End the customer's own sessions; those in the sales channel `elsewhere_than` go on.

    Imitations go on.
    """
    if elsewhere_than is None:
        await session.run(_REMOVE_OF_CUSTOMER, customer_id=customer_id)
    else:
        values = {"customer_id": customer_id, "sales_channel_id": elsewhere_than}
        await session.run(_REMOVE_OF_CUSTOMER_ELSEWHERE, **values)


async def remove_of_sales_channel(session: Session, sales_channel_id: str) -> None:
    """End the sessions of customers in the channel; guests keep theirs, with their carts."""
    await session.run(_REMOVE_OF_SALES_CHANNEL, sales_channel_id=sales_channel_id)


async def remove_all(session: Session, ids: Sequence[str]) -> None:
    """End these sessions."""
    await session.run(_REMOVE_ALL, ids=ids)


def _in_order(*which: ColumnElement[bool]) -> Select[str]:
    """Their ids, each row locked in the order of the ids.

    Two transactions that lock many sessions never wait for each other.
    """
    return select(col(Context.id)).where(*which).order_by(col(Context.id)).with_for_update()


def _remove_all(*which: ColumnElement[bool]) -> Statement[str]:
    return Statement(delete(Context).where(col(Context.id).in_(_in_order(*which))))


# Not the bare column: SQLite would search by its index, in which most sessions are null.
_NO_IMITATION: Final = func.coalesce(col(Context.imitation_id), null()).is_(None)
_HOLD: Final = Statement(_in_order(_IS_CONTEXT))
_REMOVE: Final = Statement(delete(Context).where(_IS_CONTEXT))
_IS_OWN: Final = (col(Context.customer_id) == bindparam("customer_id"), _NO_IMITATION)
_REMOVE_OF_CUSTOMER: Final = _remove_all(*_IS_OWN)
_REMOVE_OF_CUSTOMER_ELSEWHERE: Final = _remove_all(
    *_IS_OWN, col(Context.sales_channel_id) != bindparam("sales_channel_id")
)
_REMOVE_OF_SALES_CHANNEL: Final = _remove_all(
    col(Context.sales_channel_id) == bindparam("sales_channel_id"),
    col(Context.customer_id).is_not(None),
    _NO_IMITATION,
)
_REMOVE_ALL: Final = _remove_all(among(col(Context.id), "ids"))


async def extend(session: Session, context_id: str, *, expires_at: datetime) -> bool:
    """Let a session live until `expires_at` and lock it until the commit; False if it is gone."""
    return await session.run(_EXTEND, context_id=context_id, until=expires_at) == 1


_EXTEND: Final = Statement(update(Context).where(_IS_CONTEXT).values(expires_at=bindparam("until")))


async def choose(session: Session, context_id: str, *, language: str, currency: str) -> None:
    """Let a session speak another language and pay in another currency."""
    await session.run(_CHOOSE, context_id=context_id, new_language=language, new_currency=currency)


_CHOOSE: Final = Statement(
    update(Context)
    .where(_IS_CONTEXT)
    .values(language=bindparam("new_language"), currency=bindparam("new_currency"))
)


async def prune(session: Session, *, before: datetime, most: int) -> int:
    """Remove sessions that ran out before and are not locked, `most` at a time; how many."""
    return await session.run(_PRUNE, before=before, most=most)


_PRUNE: Final = Statement(
    delete(Context).where(
        col(Context.id).in_(
            select(col(Context.id))
            .where(col(Context.expires_at) < bindparam("before"))
            .limit(bindparam("most"))
            .with_for_update(skip_locked=True)
        )
    )
)
