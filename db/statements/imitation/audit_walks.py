"""Statements about walks over the whole audit log."""

from typing import Final

from sqlalchemy import insert
from sqlmodel import col, select

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import AuditWalk


async def get_newest(session: Session) -> AuditWalk | None:
    """The newest walk."""
    return await session.first(_NEWEST)


_NEWEST: Final = Statement(select(AuditWalk).order_by(col(AuditWalk.id).desc()).limit(1))


async def add(session: Session, note: str) -> None:
    """Remember a walk."""
    await session.run(_ADD, note=note)


_ADD: Final = Statement(insert(AuditWalk), columns=["note"])
