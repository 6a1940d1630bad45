"""Statements of the audit log. Each use case adds its events; one process adds the seals."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, or_, text, true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import AuditAnchor, AuditEvent, AuditSeal

LOCK: Final = 0x6A6F75726E616C  # "journal" in ASCII: the advisory lock of the sealing process


async def add(session: AsyncSession, event: AuditEvent) -> None:
    """Write an event in the transaction of what it records."""
    session.add(event)
    await session.flush()


async def find_of_imitations(
    session: AsyncSession, imitation_ids: Sequence[str]
) -> Sequence[tuple[AuditEvent, str | None]]:
    """The events of these imitations with their hashes, oldest first; None: not sealed yet."""
    statement = (
        select(AuditEvent, AuditSeal.hash)
        .outerjoin(AuditSeal, col(AuditSeal.event_id) == col(AuditEvent.id))
        .where(col(AuditEvent.imitation_id).in_(imitation_ids))
        .order_by(col(AuditEvent.id))
    )
    return (await session.exec(statement)).all()


async def lock_sealing(session: AsyncSession, *, wait: bool = False) -> bool:
    """Whether this transaction is the one that seals; SQLite's writers are alone anyway."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    connection = await session.connection()
    if wait:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        return True
    statement = text("SELECT pg_try_advisory_xact_lock(:lock)").bindparams(lock=LOCK)
    return bool((await connection.execute(statement)).scalar_one())


async def find_unsealed(session: AsyncSession, *, limit: int) -> Sequence[AuditEvent]:
    """Events that have no place in the chain yet, oldest first."""
    statement = (
        select(AuditEvent)
        .outerjoin(AuditSeal, col(AuditSeal.event_id) == col(AuditEvent.id))
        .where(col(AuditSeal.event_id).is_(None))
        .order_by(col(AuditEvent.id))
        .limit(limit)
    )
    return (await session.exec(statement)).all()


async def count_unsealed(session: AsyncSession) -> tuple[int, int | None, datetime | None]:
    """How many events have no place in the chain yet, the first one's id and when the oldest was.

    Both are None where there are none.
    """
    statement = (
        select(func.count(), func.min(AuditEvent.id), func.min(AuditEvent.at))
        .select_from(AuditEvent)
        .outerjoin(AuditSeal, col(AuditSeal.event_id) == col(AuditEvent.id))
        .where(col(AuditSeal.event_id).is_(None))
    )
    return (await session.exec(statement)).one()


async def get_head(session: AsyncSession) -> AuditSeal | None:
    """The newest seal."""
    statement = select(AuditSeal).order_by(col(AuditSeal.position).desc()).limit(1)
    return (await session.exec(statement)).one_or_none()


async def get_anchor(session: AsyncSession) -> AuditAnchor | None:
    """How far the chain reaches, as it was signed; None before the first seal."""
    return (await session.exec(select(AuditAnchor))).one_or_none()


async def store_anchor(session: AsyncSession, anchor: AuditAnchor) -> None:
    """Put the anchor where the last one was."""
    await session.merge(anchor)
    await session.flush()


async def add_seals(session: AsyncSession, seals: Sequence[AuditSeal]) -> None:
    """Put events at the end of the chain."""
    session.add_all(seals)
    await session.flush()


async def find_chain(
    session: AsyncSession, *, after: int | None, limit: int
) -> Sequence[tuple[AuditSeal, AuditEvent | None]]:
    """Seals with their events in the order of the chain; None where the event is gone.

    Without `after` from the very first, whatever its position is.
    """
    statement = (
        select(AuditSeal, AuditEvent)
        .outerjoin(AuditEvent, col(AuditEvent.id) == col(AuditSeal.event_id))
        .where(true() if after is None else col(AuditSeal.position) > after)
        .order_by(col(AuditSeal.position))
        .limit(limit)
    )
    return (await session.exec(statement)).all()


async def find_outside(
    session: AsyncSession, *, chain_end: int, after: int, limit: int
) -> Sequence[AuditEvent]:
    """Events that the chain has no place for up to its position `chain_end`, by their ids."""
    statement = (
        select(AuditEvent)
        .outerjoin(AuditSeal, col(AuditSeal.event_id) == col(AuditEvent.id))
        .where(or_(col(AuditSeal.position).is_(None), col(AuditSeal.position) > chain_end))
        .where(col(AuditEvent.id) > after)
        .order_by(col(AuditEvent.id))
        .limit(limit)
    )
    return (await session.exec(statement)).all()


def id_of(event: AuditEvent) -> int:
    """The id of a stored event."""
    assert event.id is not None  # noqa: S101 - the database has set it
    return event.id


def facts(event: AuditEvent) -> Mapping[str, object]:
    """Everything that the chain protects, as JSON values."""
    return {**event.model_dump(exclude={"at"}), "at": event.at.isoformat()}
