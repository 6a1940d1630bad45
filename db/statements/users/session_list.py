"""The sign-ins that a user can look at, and whose they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import col, select

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import UserSession


async def find_live(
    session: Session, user_id: str, *, now: datetime, idle_since: datetime, most: int
) -> Sequence[UserSession]:
    """The sign-ins that live, newest first, at most so many."""
    times = {"now": now, "idle_since": idle_since}
    return await session.all(_FIND_LIVE, user_id=user_id, most=most, **times)


LIVE: Final = (
    col(UserSession.ended_at).is_(None),
    col(UserSession.expires_at) > bindparam("now"),
    col(UserSession.last_used_at) > bindparam("idle_since"),
)
_FIND_LIVE: Final[Statement[UserSession]] = Statement(
    select(UserSession)
    .where(col(UserSession.user_id) == bindparam("user_id"), *LIVE)
    .order_by(col(UserSession.created_at).desc(), col(UserSession.id))
    .limit(bindparam("most"))
)


async def find_new_browsers(
    session: Session, user_id: str, *, since: datetime, most: int
) -> Sequence[UserSession]:
    """The sign-ins from new browsers, newest first, at most so many, also those that are over."""
    return await session.all(_NEW_BROWSERS, user_id=user_id, since=since, most=most)


_NEW_BROWSERS: Final[Statement[UserSession]] = Statement(
    select(UserSession)
    .where(
        col(UserSession.user_id) == bindparam("user_id"),
        col(UserSession.new_browser).is_not(None),
        col(UserSession.created_at) > bindparam("since"),
    )
    .order_by(col(UserSession.created_at).desc(), col(UserSession.id))
    .limit(bindparam("most"))
)


async def get_owner(session: Session, session_id: str) -> str | None:
    """The id of the user whose sign-in this is; None if there is none."""
    return await session.first(_GET_OWNER, id=session_id)


_GET_OWNER: Final[Statement[str]] = Statement(
    select(UserSession.user_id).where(col(UserSession.id) == bindparam("id")), by_key=True
)


async def find_clients(
    session: Session, user_id: str, *, most: int
) -> Sequence[tuple[str | None, str | None]]:
    """The addresses and user agents of the newest sign-ins that are kept, at most so many."""
    return await session.all(_CLIENTS, user_id=user_id, most=most)


_CLIENTS: Final[Statement[tuple[str | None, str | None]]] = Statement(
    select(UserSession.remote_address, UserSession.user_agent)
    .where(col(UserSession.user_id) == bindparam("user_id"))
    .order_by(col(UserSession.created_at).desc())
    .limit(bindparam("most")),
    tuple,
)
