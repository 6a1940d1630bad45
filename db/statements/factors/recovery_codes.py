"""Statements about recovery codes. One statement uses a code up, so that it counts once."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, delete, func, insert
from sqlmodel import col, select

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import RecoveryCode


async def replace(session: Session, user_id: str, hashes: Iterable[bytes]) -> None:
    """Store the codes of a user; those before no longer count."""
    await remove(session, user_id)
    rows = [{"user_id": user_id, "code_hash": code_hash} for code_hash in hashes]
    await session.many(_ADD, rows)


async def use(session: Session, user_id: str, code_hash: bytes) -> bool:
    """Use a code up; False if there is none, or no more."""
    return await session.run(_USE, user_id=user_id, code_hash=code_hash) == 1


async def count(session: Session, user_id: str) -> int:
    """How many are left."""
    return await session.one(_COUNT, user_id=user_id)


async def remove(session: Session, user_id: str) -> None:
    """Remove every code of a user."""
    await session.run(_REMOVE, user_id=user_id)


_IS_USER: Final = col(RecoveryCode.user_id) == bindparam("user_id")
_ADD: Final = Statement(insert(RecoveryCode), columns=["user_id", "code_hash"])
_USE: Final = Statement(
    delete(RecoveryCode).where(_IS_USER, col(RecoveryCode.code_hash) == bindparam("code_hash"))
)
_COUNT: Final = Statement(
    select(func.count()).select_from(RecoveryCode).where(_IS_USER), lambda values: values[0]
)
_REMOVE: Final = Statement(delete(RecoveryCode).where(_IS_USER))
