"""Statements about the challenges of passkeys. One uses a challenge up, so that it counts once."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, insert
from sqlmodel import col, select

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import PasskeyChallenge
from db.models.columns import HexId


async def add(
    session: Session, challenge_hash: bytes, *, purpose: str, user_id: str | None, until: datetime
) -> None:
    """Store a challenge."""
    values = {"challenge_hash": challenge_hash, "purpose": purpose, "user_id": user_id}
    await session.run(_ADD, **values, expires_at=until)


async def use(
    session: Session, challenge_hash: bytes, *, purpose: str, user_id: str | None, now: datetime
) -> bool:
    """Use a challenge up; False if there is none of this purpose and user, or no more."""
    values = {"challenge_hash": challenge_hash, "purpose": purpose, "user_id": user_id}
    return await session.run(_USE, **values, now=now) == 1


async def prune(session: Session, *, before: datetime) -> int:
    """Remove challenges that were over before; how many."""
    return await session.run(_PRUNE, before=before)


_ADD: Final = Statement(
    insert(PasskeyChallenge), columns=["challenge_hash", "purpose", "user_id", "expires_at"]
)
_USE: Final = Statement(
    delete(PasskeyChallenge).where(
        col(PasskeyChallenge.challenge_hash) == bindparam("challenge_hash"),
        col(PasskeyChallenge.purpose) == bindparam("purpose"),
        col(PasskeyChallenge.user_id).is_not_distinct_from(bindparam("user_id", type_=HexId())),
        col(PasskeyChallenge.expires_at) > bindparam("now"),
    )
)
_PRUNE: Final = Statement(
    delete(PasskeyChallenge).where(
        col(PasskeyChallenge.challenge_hash).in_(
            select(PasskeyChallenge.challenge_hash)
            .where(col(PasskeyChallenge.expires_at) < bindparam("before"))
            .with_for_update(skip_locked=True)
        )
    )
)
