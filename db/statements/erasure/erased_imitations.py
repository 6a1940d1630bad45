"""Statements that take names and reasons from the records of imitations."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, null, or_, update
from sqlalchemy.orm import InstrumentedAttribute
from sqlmodel import col, select

from db.engine.dialect import among
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Imitation

OF_CUSTOMERS: Final = (
    *("customer_number", "customer_email", "customer_first_name", "customer_last_name"),
)
OF_USERS: Final = (
    *("user_username", "user_first_name", "user_last_name", "user_issuer", "user_subject"),
)
_NAMES: Final = {"customer_id": OF_CUSTOMERS, "user_id": OF_USERS}


class Count(NamedTuple):
    """The imitations of a person, and those of them that still name them."""

    about: int
    naming: int


async def count(session: Session, id_column: str, subject_id: str) -> Count:
    """The imitations in which the person is the customer, or the user."""
    return await session.one(_counting(id_column), subject_id=subject_id)


async def find(session: Session, id_column: str, subject_id: str, *, limit: int) -> Sequence[str]:
    """The ids of some that still name the person."""
    return await session.all(_finding(id_column), subject_id=subject_id, limit_=limit)


async def erase(session: Session, id_column: str, ids: Sequence[str], *, now: datetime) -> None:
    """Empty the names of the customers, or of the users, and the reasons."""
    await session.run(_erasing(_NAMES[id_column]), ids=ids, now=now)


async def erase_all_names(session: Session, ids: Sequence[str], *, now: datetime) -> None:
    """Empty all names, and the reasons, of those that still have any."""
    await session.run(_erasing((*OF_CUSTOMERS, *OF_USERS)), ids=ids, now=now)


def _is_of(id_column: str) -> ColumnElement[bool]:
    return _column(id_column) == bindparam("subject_id")


def _column(name: str) -> InstrumentedAttribute[str]:
    found: InstrumentedAttribute[str] = getattr(Imitation, name)
    return found


def _names(id_column: str) -> ColumnElement[bool]:
    return _filled(_NAMES[id_column])


def _filled(names: Sequence[str]) -> ColumnElement[bool]:
    reasons = (col(Imitation.reason), col(Imitation.full_reason))
    told = (reason.is_not(None) for reason in reasons)
    return or_(*told, *(_column(name) != "" for name in names))


@cache
def _counting(id_column: str) -> Statement[Count]:
    counted = select(
        func.count().label("about"), func.count().filter(_names(id_column)).label("naming")
    )
    return Statement(counted.select_from(Imitation).where(_is_of(id_column)), Count._make)


@cache
def _finding(id_column: str) -> Statement[str]:
    return Statement(
        select(Imitation.id)
        .where(_is_of(id_column), _names(id_column))
        .order_by(col(Imitation.id))
        .limit(bindparam("limit_"))
    )


@cache
def _erasing(names: tuple[str, ...]) -> Statement[Any]:
    values: dict[str, Any] = dict.fromkeys(names, "")
    return Statement(
        update(Imitation)
        .where(among(col(Imitation.id), "ids"), _filled(names))
        .values(**values, reason=null(), full_reason=null(), erased_at=bindparam("now"))
    )
