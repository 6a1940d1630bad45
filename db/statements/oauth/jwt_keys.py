"""Statements about the keys that sign JWTs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import col, select

from db.engine.session import Session
from db.engine.statement import Statement
from db.engine.unique import claim
from db.models import JwtKey


async def find(session: Session) -> Sequence[JwtKey]:
    """All keys, the one that signs latest first."""
    return await session.all(_FIND)


async def hold(session: Session) -> Sequence[JwtKey]:
    """The same; no other transaction adds one before the commit."""
    await claim(session, "jwt_keys", ["next"])
    return await find(session)


_FIND: Final = Statement(
    select(JwtKey).order_by(col(JwtKey.signs_from).desc(), col(JwtKey.created_at).desc())
)


async def add(session: Session, key_id: str, sealed: bytes, *, now: datetime, at: datetime) -> None:
    """Store a key that signs from `at` on."""
    await session.run(_ADD, id=key_id, sealed=sealed, created_at=now, signs_from=at)


async def retire(session: Session, *, until: datetime) -> None:
    """Let every key verify until then at most."""
    await session.run(_RETIRE_ENDLESS, until=until)
    await session.run(_RETIRE_LATER, until=until)


async def remove_over(session: Session, *, before: datetime) -> int:
    """Remove keys that verify nothing any more; how many."""
    return await session.run(_REMOVE_OVER, before=before)


_ADD: Final = Statement(insert(JwtKey), columns=["id", "sealed", "created_at", "signs_from"])
_RETIRE_ENDLESS: Final = Statement(
    update(JwtKey)
    .where(col(JwtKey.verifies_until).is_(None))
    .values(verifies_until=bindparam("until"))
)
_RETIRE_LATER: Final = Statement(
    update(JwtKey)
    .where(col(JwtKey.verifies_until) > bindparam("until"))
    .values(verifies_until=bindparam("until"))
)
_REMOVE_OVER: Final = Statement(
    delete(JwtKey).where(col(JwtKey.verifies_until) <= bindparam("before"))
)
