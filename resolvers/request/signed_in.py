"""Looks up the user of an access token."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from auth import tokens
from auth.errors import Unauthenticated
from auth.privileges import effective
from auth.sessions import activity_is_due, is_user_session_live
from auth.tokens import TokenKind
from db.statements.users import user_sessions

if TYPE_CHECKING:
    from db.models import User
    from resolvers.application import Application


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The signed-in user with the privileges that they hold at this moment."""

    user: "User"
    session_id: str
    password_checked_at: datetime
    privileges: frozenset[str]


async def find_signed_in(application: "Application", access_token: str | None) -> SignedIn:
    """The user of the token; raises Unauthenticated. Notes that the session is used."""
    token_hash = tokens.hash_of(TokenKind.USER_SESSION, access_token)
    if token_hash is None:
        raise Unauthenticated
    async with application.database.read() as session:
        found = await user_sessions.get(session, token_hash)
    if found is None:
        raise Unauthenticated
    user_session, user, granted = found
    now = application.clock()
    if not is_user_session_live(
        user_active=user.active,
        ended_at=user_session.ended_at,
        expires_at=user_session.expires_at,
        idle_expires_at=user_session.last_used_at + application.rules.user_session_idle_timeout,
        now=now,
    ):
        raise Unauthenticated
    if activity_is_due(user_session.last_used_at, now):
        async with application.database.begin() as session:
            await user_sessions.mark_used(session, user_session.id, now=now)
    privileges = effective(admin=user.admin, granted=granted)
    return SignedIn(user, user_session.id, user_session.created_at, privileges)
