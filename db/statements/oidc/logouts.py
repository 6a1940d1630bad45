"""Statements about logout tokens, each of which counts once."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete
from sqlmodel import col

from db.engine.dialect import upsert
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import OidcLogout


async def use(session: Session, token_hash: bytes, *, expires_at: datetime) -> bool:
    """Use a logout token up; False if it was used before."""
    return await session.run(_USE, token_hash=token_hash, expires_at=expires_at) == 1


_USE: Final = Statement(
    upsert(OidcLogout).on_conflict_do_nothing(index_elements=["token_hash"]),
    columns=["token_hash", "expires_at"],
)


async def prune(session: Session, *, before: datetime) -> int:
    """Remove those that have run out; how many."""
    return await session.run(_PRUNE, before=before)


_PRUNE: Final = Statement(
    delete(OidcLogout).where(col(OidcLogout.expires_at) < bindparam("before"))
)
