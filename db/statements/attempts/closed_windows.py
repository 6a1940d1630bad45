"""Statements about windows whose lock is over and about which an event is due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam, null, update
from sqlmodel import col, select

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Throttle


class ClosedWindow(NamedTuple):
    """A window, how many attempts it had, and whom its event is about, as JSON."""

    key: bytes
    started_at: datetime
    attempts: int
    about: str


async def hold(session: Session, key: bytes, *, now: datetime) -> Sequence[ClosedWindow]:
    """The closed window of this subject, locked; empty if no event is due."""
    return await session.all(_HOLD, subject=key, now=now)


async def hold_some(session: Session, *, now: datetime, limit: int) -> Sequence[ClosedWindow]:
    """Closed windows of any subjects, locked, without those that another transaction has locked."""
    return await session.all(_HOLD_SOME, now=now, limit_=limit)


_CLOSED: Final = select(Throttle.key, Throttle.started_at, Throttle.attempts, Throttle.about).where(
    col(Throttle.about).is_not(None), col(Throttle.locked_until) <= bindparam("now")
)
_HOLD: Final = Statement(
    _CLOSED.where(col(Throttle.key) == bindparam("subject")).with_for_update(),
    ClosedWindow._make,
)
_HOLD_SOME: Final = Statement(
    _CLOSED.limit(bindparam("limit_")).with_for_update(skip_locked=True),
    ClosedWindow._make,
)


async def mark_told(session: Session, keys: Sequence[bytes]) -> None:
    """Note that the events of these windows, which are locked, are written."""
    await session.many(_MARK_TOLD, [{"subject": key} for key in keys])


_MARK_TOLD: Final = Statement(
    update(Throttle).where(col(Throttle.key) == bindparam("subject")).values(about=null())
)


async def hold_about(session: Session, text: str) -> Sequence[tuple[bytes, str]]:
    """The keys of windows whose due events are about what has this text in it, locked."""
    return await session.all(_HOLD_ABOUT, text=f"%{text}%")


_HOLD_ABOUT: Final[Statement[tuple[bytes, str]]] = Statement(
    select(Throttle.key, Throttle.about)
    .where(col(Throttle.about).is_not(None), col(Throttle.about).like(bindparam("text")))
    .order_by(col(Throttle.key))
    .with_for_update(),
    tuple,
)


async def store_about(session: Session, key: bytes, about: str) -> None:
    """Let the due event say something else."""
    await session.run(_STORE_ABOUT, subject=key, about_=about)


_STORE_ABOUT: Final = Statement(
    update(Throttle)
    .where(col(Throttle.key) == bindparam("subject"))
    .values(about=bindparam("about_"))
)
