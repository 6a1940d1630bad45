"""Statements about the support codes of customers, and about the users who asked for them."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import BindParameter, SmallInteger, and_, bindparam, case, delete, or_, select
from sqlmodel import UTCDateTime, col

from db.engine.dialect import upsert
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import SupportCode, User


class Asked(NamedTuple):
    """The code of a customer, and the user who asked last; without a name if they are gone."""

    code_hash: bytes | None
    expires_at: datetime | None
    wrong: int
    asked_at: datetime | None
    user_id: str | None
    first_name: str | None
    last_name: str | None


async def get(session: Session, customer_id: str) -> Asked | None:
    """What is known; None where nobody asked and there is no code."""
    return await session.first(_GET, customer_id=customer_id)


def making(customer_id: str, *, code_hash: bytes, expires_at: datetime) -> Change:
    """The change that stores a new code in place of the one before."""
    return _MAKE, {"customer": customer_id, "new_hash": code_hash, "until": expires_at}


async def ask(
    session: Session, customer_id: str, *, user_id: str, now: datetime, wrong: int, most: int
) -> None:
    """Store that the user asks for a code, and how many `wrong` ones they have just guessed.

    Wrong ones are counted up to the number `most`.
    """
    values = {"customer": customer_id, "user": user_id, "now": now}
    await session.run(_ASK, **values, guessed=wrong, most=most)


def use(customer_id: str) -> Change:
    """The change that uses the customer's code up."""
    return _USE, {"customer_id": customer_id}


async def prune(session: Session, *, before: datetime) -> int:
    """Remove what was over before, but what transactions have locked; the answer is how many."""
    return await session.run(_PRUNE, before=before)


_IS_CUSTOMER: Final = col(SupportCode.customer_id) == bindparam("customer_id")
_GET: Final = Statement(
    select(
        col(SupportCode.code_hash),
        col(SupportCode.expires_at),
        col(SupportCode.wrong),
        col(SupportCode.asked_at),
        col(SupportCode.asked_by),
        col(User.first_name),
        col(User.last_name),
    )
    .select_from(SupportCode)
    .outerjoin(User, col(User.id) == col(SupportCode.asked_by))
    .where(_IS_CUSTOMER),
    Asked._make,
    by_key=True,
)
_new: Final = upsert(SupportCode).values(
    customer_id=bindparam("customer"),
    code_hash=bindparam("new_hash"),
    expires_at=bindparam("until"),
    wrong=0,
)
_MAKE: Final = Statement(
    _new.on_conflict_do_update(
        index_elements=["customer_id"],
        set_={name: _new.excluded[name] for name in ("code_hash", "expires_at", "wrong")},
    )
)
# Guesses of what is not there, or dead, are not counted: no number grows for ever.
_countable: Final = and_(
    col(SupportCode.code_hash).is_not(None),
    col(SupportCode.wrong) < bindparam("most", type_=SmallInteger()),
)
_asked: Final = upsert(SupportCode).values(
    customer_id=bindparam("customer"),
    asked_by=bindparam("user"),
    asked_at=bindparam("now"),
    wrong=0,
)
_ASK: Final = Statement(
    _asked.on_conflict_do_update(
        index_elements=["customer_id"],
        set_={
            **{name: _asked.excluded[name] for name in ("asked_by", "asked_at")},
            "wrong": case(
                (_countable, col(SupportCode.wrong) + bindparam("guessed", type_=SmallInteger())),
                else_=col(SupportCode.wrong),
            ),
        },
    )
)
_USE: Final = Statement(delete(SupportCode).where(_IS_CUSTOMER))
_BEFORE: Final[BindParameter[datetime]] = bindparam("before", type_=UTCDateTime())
_PRUNE: Final = Statement(
    delete(SupportCode).where(
        col(SupportCode.customer_id).in_(
            select(col(SupportCode.customer_id))
            .where(
                or_(col(SupportCode.expires_at).is_(None), col(SupportCode.expires_at) < _BEFORE),
                or_(col(SupportCode.asked_at).is_(None), col(SupportCode.asked_at) < _BEFORE),
            )
            .with_for_update(skip_locked=True)
        )
    )
)
