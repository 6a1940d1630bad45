"""Makes the sessions of users; every one is made here."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from auth.sign_in import client, tokens
from auth.sign_in.tokens import TokenKind
from db.models.columns import new_id
from db.statements.users import user_sessions

if TYPE_CHECKING:
    from db.engine.session import Change
    from resolvers.request.context import RequestContext


class NewUserSession(NamedTuple):
    """A session that starts now, its token, and the change that stores it."""

    id: str
    token: str
    expires_at: datetime
    addition: "Change"


def new_user_session(ctx: "RequestContext", user_id: str, *, now: datetime) -> NewUserSession:
    """A session of the user, who has sent their password in this request."""
    (token, token_hash), session_id = tokens.new(TokenKind.USER_SESSION), new_id()
    expires_at = now + ctx.rules.user_session_lifetime
    addition = user_sessions.addition(
        session_id,
        user_id=user_id,
        token_hash=token_hash,
        now=now,
        expires_at=expires_at,
        remote_address=client.address(ctx.facts.remote_address),
        user_agent=client.user_agent(ctx.facts.user_agent),
    )
    return NewUserSession(session_id, token, expires_at, addition)
