"""Statements about the chain of earlier releases, which nothing is added to."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import col, select

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import AuditAnchor, AuditEvent, AuditSeal

Link = tuple[AuditSeal, AuditEvent | None]


async def get_head(session: Session) -> AuditSeal | None:
    """The newest seal."""
    return await session.first(_HEAD)


_HEAD: Final = Statement(select(AuditSeal).order_by(col(AuditSeal.position).desc()).limit(1))


async def get_anchor(session: Session) -> AuditAnchor | None:
    """The signed end of the chain; None without a seal."""
    return await session.first(_ANCHOR)


_ANCHOR: Final = Statement(select(AuditAnchor))


async def find_chain(session: Session, *, after: int, limit: int) -> Sequence[Link]:
    """Seals with their events in the order of the chain; None where the event is gone."""
    return await session.all(_CHAIN, after=after, limit_=limit)


_CHAIN: Final = Statement[Link](
    select(AuditSeal, AuditEvent)
    .outerjoin(AuditEvent, col(AuditEvent.id) == col(AuditSeal.event_id))
    .where(col(AuditSeal.position) > bindparam("after"))
    .order_by(col(AuditSeal.position))
    .limit(bindparam("limit_"))
)
