"""Statements about users' sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import col, select

from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import UserSession


def addition(
    session_id: str,
    *,
    user_id: str,
    token_hash: bytes,
    now: datetime,
    expires_at: datetime,
    remote_address: str | None,
    user_agent: str | None,
    factor: str | None,
    authenticated_at: datetime | None = None,
    new_browser: bool = False,
    first_id: str | None = None,
) -> Change:
    """The change that stores a sign-in at this moment."""
    return _ADD, {
        "id": session_id,
        "token_hash": token_hash,
        "user_id": user_id,
        "created_at": now,
        "last_used_at": now,
        "expires_at": expires_at,
        "remote_address": remote_address,
        "user_agent": user_agent,
        "factor": factor,
        "authenticated_at": authenticated_at,
        "new_browser": new_browser or None,
        "first_id": first_id,
    }


_ADD: Final = Statement(
    insert(UserSession),
    columns=[
        *("id", "token_hash", "user_id", "created_at", "last_used_at", "expires_at"),
        *("remote_address", "user_agent", "factor", "authenticated_at", "new_browser"),
        "first_id",
    ],
)


async def mark_used(session: Session, session_id: str, *, now: datetime) -> None:
    """Record a use, unless the session has ended."""
    await session.run(_MARK_USED, session_id=session_id, now=now)


def use(session_id: str, *, now: datetime) -> Change:
    """The change that records a use."""
    return _MARK_USED, {"session_id": session_id, "now": now}


_IS_SESSION: Final = col(UserSession.id) == bindparam("session_id")
_NOT_ENDED: Final = col(UserSession.ended_at).is_(None)
_MARK_USED: Final = Statement(
    update(UserSession).where(_IS_SESSION, _NOT_ENDED).values(last_used_at=bindparam("now"))
)


async def is_not_ended(session: Session, session_id: str) -> bool:
    """Whether the sign-in was not ended."""
    return await session.first(_GET_NOT_ENDED, session_id=session_id) is not None


_GET_NOT_ENDED: Final = Statement(
    select(UserSession.id).where(_IS_SESSION, _NOT_ENDED), by_key=True
)


async def mark_factor(session: Session, session_id: str, *, factor: str) -> None:
    """Note that the user has shown a factor in this sign-in."""
    await session.run(_MARK_FACTOR, session_id=session_id, factor=factor)


_MARK_FACTOR: Final = Statement(
    update(UserSession).where(_IS_SESSION, _NOT_ENDED).values(factor=bindparam("factor"))
)


async def mark_ended(session: Session, session_id: str, *, now: datetime) -> bool:
    """End a sign-in; False where it had ended before."""
    return await session.run(_MARK_ENDED, session_id=session_id, now=now) == 1


def ending_of_token(token_hash: bytes, *, now: datetime) -> Change:
    """The change that ends the sign-in of the token, where there is one that has not ended."""
    return _END_OF_TOKEN, {"token_hash": token_hash, "now": now}


async def mark_all_ended(session: Session, user_id: str, *, now: datetime) -> None:
    """End every sign-in of a user."""
    await session.run(_MARK_ALL_ENDED, user_id=user_id, now=now)


async def end_others(
    session: Session, user_id: str, *, but: str, now: datetime
) -> Sequence[datetime]:
    """End every sign-in of a user but one, which need not exist; when each was last used."""
    return await session.all(_END_OTHERS, user_id=user_id, but=but, now=now)


_END: Final = update(UserSession).where(_NOT_ENDED).values(ended_at=bindparam("now"))
_MARK_ENDED: Final = Statement(_END.where(_IS_SESSION))
_END_OF_TOKEN: Final = Statement(_END.where(col(UserSession.token_hash) == bindparam("token_hash")))
_OF_USER: Final = _END.where(col(UserSession.user_id) == bindparam("user_id"))
_MARK_ALL_ENDED: Final = Statement(_OF_USER)
_END_OTHERS: Final[Statement[datetime]] = Statement(
    _OF_USER.where(
        col(UserSession.id) != bindparam("but"), col(UserSession.expires_at) > bindparam("now")
    ).returning(col(UserSession.last_used_at)),
    lambda values: values[0],
)


async def prune(session: Session, *, before: datetime) -> int:
    """Remove sessions that ran out before and that no transaction has locked; how many."""
    return await session.run(_PRUNE, before=before)


_PRUNE: Final = Statement(
    delete(UserSession).where(
        col(UserSession.id).in_(
            select(UserSession.id)
            .where(col(UserSession.expires_at) < bindparam("before"))
            .with_for_update(skip_locked=True)
        )
    )
)
