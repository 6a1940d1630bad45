"""Statements about the events that have no leaf in the tree of the audit log yet."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import bindparam, delete, func, or_
from sqlmodel import col, select

from db.engine.dialect import among
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import AuditEvent, AuditLeaf, AuditWaiting


class Waiting(NamedTuple):
    """Events without a leaf; `lost_id` is the first one that is gone from the audit log."""

    number: int
    first_id: int | None
    since: datetime | None
    lost_id: int | None


async def is_waiting(session: Session) -> bool:
    """Whether an event has no leaf yet."""
    return await session.first(_FIRST_WAITING) is not None


_FIRST_WAITING: Final = Statement(select(AuditWaiting).limit(1))


async def find_ids(session: Session, *, limit: int) -> Sequence[int]:
    """The ids of events without a leaf, those that are gone included."""
    return [row.event_id for row in await session.all(_IDS, limit_=limit)]


_IDS: Final = Statement(
    select(AuditWaiting).order_by(col(AuditWaiting.event_id)).limit(bindparam("limit_"))
)


class Oldest(NamedTuple):
    """The first event without a leaf; without `at` it is gone from the audit log."""

    event_id: int
    at: datetime | None


async def get_oldest(session: Session) -> Oldest | None:
    """The first event without a leaf, None without any."""
    return await session.first(_OLDEST)


_OLDEST: Final = Statement(
    select(AuditWaiting.event_id, AuditEvent.at)
    .select_from(AuditWaiting)
    .outerjoin(AuditEvent, col(AuditWaiting.event_id) == col(AuditEvent.id))
    .order_by(col(AuditWaiting.event_id))
    .limit(1),
    Oldest._make,
)


async def find_waiting(
    session: Session, *, limit: int, without: Sequence[str] = ()
) -> Sequence[AuditEvent]:
    """Events without a leaf, oldest first, and without these actions."""
    return await session.all(waiting(tuple(without)), limit_=limit)


@cache
def waiting(without: tuple[str, ...]) -> Statement[AuditEvent]:
    """The statement of `find_waiting`."""
    return Statement(
        select(AuditEvent)
        .join(AuditWaiting, col(AuditWaiting.event_id) == col(AuditEvent.id))
        .where(col(AuditEvent.action).not_in(without))
        # By the event's own id, SQLite would read the whole audit log to find those that wait.
        .order_by(col(AuditWaiting.event_id))
        .limit(bindparam("limit_"))
    )


async def remove_waiting(session: Session, event_ids: Sequence[int]) -> None:
    """These events have leaves now."""
    await session.run(_REMOVE_WAITING, event_ids=event_ids)


_REMOVE_WAITING: Final = Statement(
    delete(AuditWaiting).where(among(col(AuditWaiting.event_id), "event_ids"))
)


async def count_waiting(session: Session) -> Waiting:
    """The events that wait for a leaf."""
    return await session.one(_COUNT_WAITING)


_COUNT_WAITING: Final = Statement(
    select(
        func.count().label("number"),
        func.min(AuditWaiting.event_id).label("first_id"),
        func.min(AuditEvent.at).label("since"),
        func.min(AuditWaiting.event_id).filter(col(AuditEvent.id).is_(None)).label("lost_id"),
    )
    .select_from(AuditWaiting)
    .outerjoin(AuditEvent, col(AuditWaiting.event_id) == col(AuditEvent.id)),
    Waiting._make,
)


async def find_end(session: Session, *, start: int, through: int, limit: int) -> int | None:
    """The last id of so many events in this range of ids; None where it has none.

    Ids may be far apart: a forged one is any number.
    """
    (found,) = await session.one(_END, start=start, through=through, limit_=limit)
    return None if found is None else int(found)


_some: Final = (
    select(col(AuditEvent.id).label("id"))
    .where(col(AuditEvent.id) >= bindparam("start"), col(AuditEvent.id) <= bindparam("through"))
    .order_by(col(AuditEvent.id))
    .limit(bindparam("limit_"))
    .subquery()
)
_END: Final = Statement(select(func.max(_some.c.id).label("id")), tuple)


async def find_forgotten(session: Session, *, start: int, through: int) -> int | None:
    """The first event with an id in this range that has no leaf and waits for none."""
    found = await session.first(_FORGOTTEN, start=start, through=through)
    return None if found is None else int(found[0])


_FORGOTTEN: Final = Statement(
    select(col(AuditEvent.id).label("id"))
    .outerjoin(AuditLeaf, col(AuditLeaf.event_id) == col(AuditEvent.id))
    .outerjoin(AuditWaiting, col(AuditWaiting.event_id) == col(AuditEvent.id))
    .where(
        col(AuditEvent.id) >= bindparam("start"),
        col(AuditEvent.id) <= bindparam("through"),
        col(AuditLeaf.event_id).is_(None),
        col(AuditWaiting.event_id).is_(None),
    )
    .order_by(col(AuditEvent.id))
    .limit(1),
    tuple,
)


async def get_newest_id(session: Session) -> int:
    """The id of the newest event; 0 without one."""
    (found,) = await session.one(_NEWEST_ID)
    return found or 0


_NEWEST_ID: Final = Statement(select(func.max(AuditEvent.id).label("id")), tuple)


async def find_outside(
    session: Session, *, size: int, start: int, limit: int
) -> Sequence[AuditEvent]:
    """Events without a leaf among the first `size` ones, by their ids."""
    return await session.all(_OUTSIDE, size=size, start=start, limit_=limit)


_OUTSIDE: Final = Statement(
    select(AuditEvent)
    .outerjoin(AuditLeaf, col(AuditLeaf.event_id) == col(AuditEvent.id))
    .where(
        or_(col(AuditLeaf.position).is_(None), col(AuditLeaf.position) >= bindparam("size")),
        col(AuditEvent.id) >= bindparam("start"),
    )
    .order_by(col(AuditEvent.id))
    .limit(bindparam("limit_"))
)
