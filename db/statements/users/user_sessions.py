"""Statements of users' sessions."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import RolePrivilege, User, UserRole, UserSession


async def get(
    session: AsyncSession, token_hash: bytes
) -> tuple[UserSession, User, frozenset[str]] | None:
    """The session of a token, its user and the privileges of their roles, in one statement."""
    statement = (
        select(UserSession, User, RolePrivilege.privilege)
        .join(User, col(User.id) == col(UserSession.user_id))
        .outerjoin(UserRole, col(UserRole.user_id) == col(User.id))
        .outerjoin(RolePrivilege, col(RolePrivilege.role_id) == col(UserRole.role_id))
        .where(col(UserSession.token_hash) == token_hash)
    )
    rows = (await session.exec(statement)).all()
    if not rows:
        return None
    granted = frozenset(privilege for _, _, privilege in rows if privilege)
    return rows[0][0], rows[0][1], granted


async def add(session: AsyncSession, user_session: UserSession) -> None:
    """Store a sign-in."""
    session.add(user_session)
    await session.flush()


async def mark_used(session: AsyncSession, session_id: str, *, now: datetime) -> bool:
    """Record a use and lock the row until the commit; False if the session has ended."""
    result = await session.exec(
        update(UserSession)
        .where(col(UserSession.id) == session_id, col(UserSession.ended_at).is_(None))
        .values(last_used_at=now)
    )
    return result.rowcount == 1


async def has_ended(session: AsyncSession, session_id: str) -> bool:
    """Whether this session was ended; one whose time ran out was not."""
    statement = select(UserSession.id).where(
        col(UserSession.id) == session_id, col(UserSession.ended_at).is_not(None)
    )
    return (await session.exec(statement)).one_or_none() is not None


async def mark_ended(session: AsyncSession, session_id: str, *, now: datetime) -> bool:
    """End a sign-in; False where it had ended before."""
    result = await session.exec(
        update(UserSession)
        .where(col(UserSession.id) == session_id, col(UserSession.ended_at).is_(None))
        .values(ended_at=now)
    )
    return result.rowcount == 1


async def mark_all_ended(session: AsyncSession, user_id: str, *, now: datetime) -> None:
    """End every sign-in of a user."""
    await session.exec(
        update(UserSession)
        .where(col(UserSession.user_id) == user_id, col(UserSession.ended_at).is_(None))
        .values(ended_at=now)
    )


async def prune(session: AsyncSession, *, before: datetime) -> int:
    """Remove sessions that ran out before; the answer is how many."""
    result = await session.exec(delete(UserSession).where(col(UserSession.expires_at) < before))
    return result.rowcount
