"""Statements about attempts. One statement counts and decides, so that no two are the last one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, delete, literal, null, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import UTCDateTime, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Throttle


async def count(
    session: AsyncSession,
    key: bytes,
    *,
    now: datetime,
    attempts: int,
    window: timedelta,
    waits: Sequence[timedelta],
) -> tuple[int, datetime | None]:
    """Count one more attempt; the answer is how many there are, and until when it is locked.

    The first attempt beyond `attempts` locks; those during a lock change nothing about its end.
    """
    over = _over(now, window)
    locks_now = and_(~over, col(Throttle.locked_until).is_(None), _next() > attempts)
    statement = _insert(session)(Throttle).values(key=key, started_at=now, attempts=1, locks=0)
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "started_at": case((over, _moment(now)), else_=col(Throttle.started_at)),
            "attempts": case((over, 1), else_=_next()),
            "locks": case((locks_now, col(Throttle.locks) + 1), else_=col(Throttle.locks)),
            "locked_until": case(
                (over, null()), (locks_now, _end(now, waits)), else_=col(Throttle.locked_until)
            ),
        },
    )
    found = await session.exec(
        statement.returning(col(Throttle.attempts), col(Throttle.locked_until))
    )
    counted, locked_until = found.one()
    return counted, locked_until


async def get(session: AsyncSession, key: bytes) -> tuple[int, datetime | None] | None:
    """How many attempts there were, and until when it is locked; None where nobody tried."""
    statement = select(Throttle.attempts, Throttle.locked_until).where(col(Throttle.key) == key)
    return (await session.exec(statement)).one_or_none()


async def forgive(session: AsyncSession, key: bytes) -> None:
    """Take one attempt back, unless it locked."""
    statement = (
        update(Throttle)
        .where(
            col(Throttle.key) == key,
            col(Throttle.attempts) > 0,
            col(Throttle.locked_until).is_(None),
        )
        .values(attempts=col(Throttle.attempts) - 1)
    )
    await session.exec(statement)


async def remove(session: AsyncSession, key: bytes) -> None:
    """Forget every attempt."""
    await session.exec(delete(Throttle).where(col(Throttle.key) == key))


async def prune(session: AsyncSession, *, before: datetime) -> int:
    """Remove windows that started before; the answer is how many."""
    result = await session.exec(delete(Throttle).where(col(Throttle.started_at) < before))
    return result.rowcount


def _insert(session: AsyncSession) -> type[postgresql.Insert] | type[sqlite.Insert]:
    return sqlite.Insert if session.get_bind().dialect.name == "sqlite" else postgresql.Insert


def _next() -> ColumnElement[int]:
    return col(Throttle.attempts) + 1


def _over(now: datetime, window: timedelta) -> ColumnElement[bool]:
    """Whether the lock has ended, or the window where there is no lock; never null."""
    return or_(
        and_(col(Throttle.locked_until).is_not(None), col(Throttle.locked_until) <= now),
        and_(col(Throttle.locked_until).is_(None), col(Throttle.started_at) <= now - window),
    )


def _end(now: datetime, waits: Sequence[timedelta]) -> ColumnElement[datetime | None]:
    """When a lock that starts now ends: later, the more there were."""
    ends = [(col(Throttle.locks) == locks, _moment(now + wait)) for locks, wait in enumerate(waits)]
    return case(*ends, else_=_moment(now + waits[-1]))


def _moment(value: datetime) -> ColumnElement[datetime | None]:
    """A value by itself would be taken for a time without an offset."""
    return literal(value, UTCDateTime())
