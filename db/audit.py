"""Statements about the journal. Events are added by those who cause them, seals by one process."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import AuditEvent, AuditSeal

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


async def lock_sealing(session: AsyncSession) -> bool:
    """Whether this transaction is the one that seals; SQLite's writers are alone anyway."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    statement = text("SELECT pg_try_advisory_xact_lock(:lock)").bindparams(lock=LOCK)
    connection = await session.connection()
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


async def count_unsealed(session: AsyncSession) -> int:
    """How many events have no place in the chain yet."""
    statement = (
        select(func.count())
        .select_from(AuditEvent)
        .outerjoin(AuditSeal, col(AuditSeal.event_id) == col(AuditEvent.id))
        .where(col(AuditSeal.event_id).is_(None))
    )
    return (await session.exec(statement)).one()


async def get_head(session: AsyncSession) -> AuditSeal | None:
    """The newest seal."""
    statement = select(AuditSeal).order_by(col(AuditSeal.position).desc()).limit(1)
    return (await session.exec(statement)).one_or_none()


async def add_seals(session: AsyncSession, seals: Sequence[AuditSeal]) -> None:
    """Put events at the end of the chain."""
    session.add_all(seals)
    await session.flush()


async def find_chain(
    session: AsyncSession, *, after: int, limit: int
) -> Sequence[tuple[AuditSeal, AuditEvent | None]]:
    """Seals with their events in the order of the chain; None where the event is gone."""
    statement = (
        select(AuditSeal, AuditEvent)
        .outerjoin(AuditEvent, col(AuditEvent.id) == col(AuditSeal.event_id))
        .where(col(AuditSeal.position) > after)
        .order_by(col(AuditSeal.position))
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
