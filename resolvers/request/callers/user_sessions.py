"""Makes the sessions of users; every one is made here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from auth.privileges import effective
from auth.sign_in import client, tokens
from auth.sign_in.client import Seen, is_new
from auth.sign_in.tokens import TokenKind
from db.models.columns import new_id
from db.statements.imitation import audit
from db.statements.users import grants, held_factors, renewed_sessions, session_list, user_sessions
from resolvers.audit.recording import event
from resolvers.request.signed_in import SignedIn, factors_of, lacks_factor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.engine.session import Change, Session
    from db.models import User
    from db.statements.users.renewed_sessions import Renewed
    from resolvers.request.context import RequestContext

COMPARED: Final = 100  # sign-ins of a user


@dataclass(frozen=True, slots=True)
class StartedSession:
    """The answer, the only one that ever holds the access token."""

    access_token: str
    expires_at: datetime
    signed_in: SignedIn


class NewUserSession(NamedTuple):
    """A session that starts now, its token, and the values that are stored."""

    id: str
    token: str
    expires_at: datetime
    factor: str | None
    values: dict[str, Any]

    def addition(self, *, new_browser: bool = False) -> "Change":
        """The change that stores it."""
        return user_sessions.addition(self.id, **self.values, new_browser=new_browser)


def new_user_session(
    ctx: "RequestContext",
    user_id: str,
    *,
    factor: str | None,
    now: datetime,
    authenticated_at: datetime | None = None,
    longest: timedelta | None = None,
    renews: "Renewed | None" = None,
) -> NewUserSession:
    """A session of the user, who has shown in this request who they are, maybe with a factor.

    `authenticated_at` is when a provider has asked them instead, `longest` how long to believe it.
    It takes the place of the session that it `renews`, if that is the user's.
    """
    token, token_hash = tokens.new(TokenKind.USER_SESSION)
    lifetime = ctx.rules.user_session_lifetime
    expires_at = now + (lifetime if longest is None else min(longest, lifetime))
    values = {
        "user_id": user_id,
        "token_hash": token_hash,
        "now": now,
        "expires_at": expires_at,
        "remote_address": client.address(ctx.facts.remote_address),
        "user_agent": client.user_agent(ctx.facts.user_agent),
        "factor": factor,
        "authenticated_at": authenticated_at,
        "first_id": renews.first_id if renews and renews.user_id == user_id else None,
    }
    return NewUserSession(new_id(), token, expires_at, factor, values)


async def begin_session(
    ctx: "RequestContext", session: "Session", user: "User", factor: str | None, **told: object
) -> StartedSession:
    """Store a sign-in by a password or passkey, in place of the one that was sent.

    `told` stands in its event besides the factor. The user is locked.
    """
    source = ctx.source
    replaced = tokens.hash_of(TokenKind.USER_SESSION, ctx.facts.access_token)
    renews = replaced and await renewed_sessions.get_by_token(session, replaced)
    new = new_user_session(ctx, user.id, factor=factor, now=source.at, renews=renews or None)
    detail = told if factor is None else {"factor": factor, **told}
    changes = await sign_in_of(ctx, session, user, new, detail)
    if replaced is not None:
        changes.append(user_sessions.ending_of_token(replaced, now=source.at))
    await session.write(*changes)
    return await started_session(ctx, session, user, new, at=source.at)


async def sign_in_of(
    ctx: "RequestContext",
    session: "Session",
    user: "User",
    new: NewUserSession,
    detail: "Mapping[str, object]",
    *,
    here: bool = True,
) -> "list[Change]":
    """The changes that store a sign-in with its event; `here` is by a password or passkey.

    Both tell of a browser that the user has not used lately, the event of emergencies as well.
    """
    found = await session_list.find_clients(session, user.id, most=COMPARED)
    sent = Seen(new.values["remote_address"], new.values["user_agent"])
    new_browser = is_new(sent, [Seen(*one) for one in found])
    told: dict[str, object] = dict(detail)
    if new_browser:
        told["new_browser"] = True
    if here and ctx.application.password_rules.is_emergency(user.username):
        told["emergency"] = True
    signed_in = event(ctx.source, "user.signed_in", user=user, detail=told or None)
    return [new.addition(new_browser=new_browser), audit.addition(signed_in)]


async def started_session(
    ctx: "RequestContext", session: "Session", user: "User", new: NewUserSession, *, at: datetime
) -> StartedSession:
    """The answer to a user whose new session is stored."""
    granted = await grants.find_privileges(session, user.id)
    privileges = effective(admin=user.admin, granted=granted)
    held = await held_factors.get(session, user.id)
    signed_in = SignedIn(
        user,
        new.id,
        at,
        privileges,
        factors=factors_of(held),
        roles=held.roles,
        factor=new.factor,
        factor_due=lacks_factor(held, ctx.rules),
    )
    return StartedSession(new.token, new.expires_at, signed_in)
