"""Ends sign-ins because their provider says so: by a logout token, or when it is asked again."""

from typing import TYPE_CHECKING

from auth.sign_in.oidc.ages import KEPT
from auth.sign_in.oidc.refusals import Cause, SignInRefused
from auth.vocabulary import ImitationEndReason
from db.engine.locks import Lock, Subject, locks
from db.statements.oidc import logouts, sessions
from db.statements.users import user_sessions, users
from resolvers.audit.recording import Source, record
from resolvers.imitation.ending import end_imitations_of_users

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auth.rules import Rules
    from auth.sign_in.oidc.logout_tokens import Logout
    from auth.sign_in.oidc.provider import Provider
    from db.engine.session import Session
    from db.statements.oidc.sessions import Named
    from resolvers.application import Application
    from resolvers.request.context import RequestContext


async def sign_out(ctx: "RequestContext", provider: "Provider", logout: "Logout") -> int:
    """End the sign-ins that the token names; how many. Raises SignInRefused if it was used.

    The token is used up together with what it ends: if that fails, the provider sends it again.
    """
    database, source = ctx.application.database, ctx.source
    found = await _named(ctx, provider, logout)
    user_ids = sorted({one.user_id for one in found})
    alone = locks(*(Lock(Subject.USER, user_id) for user_id in user_ids)) if user_ids else None
    async with database.transaction(alone) as session:
        if not await logouts.use(session, logout.token_hash, expires_at=source.at + KEPT):
            raise SignInRefused(Cause.REPLAYED)
        for user_id in user_ids:
            ids = [one.session_id for one in found if one.user_id == user_id]
            await _end(session, user_id, ids, source, ctx.rules, cause="logout_at_provider")
    return len(found)


async def _named(
    ctx: "RequestContext", provider: "Provider", logout: "Logout"
) -> "Sequence[Named]":
    """By the session's name where there is one; both names have to fit where both are sent.

    A sign-in whose name the provider did not tell may be the one that is meant, so it ends too.
    """
    reads, sid, subject = ctx.application.database.reads, logout.sid, logout.subject
    if subject is None:
        return [] if sid is None else await sessions.find_by_sid(reads, provider.name, sid)
    found = await sessions.find_by_subject(
        reads, provider.name, issuer=logout.issuer, subject=subject
    )
    return [one for one in found if sid is None or one.sid in {None, sid}]


async def end(
    application: "Application", user_id: str, session_id: str, source: Source, *, cause: str
) -> None:
    """End a sign-in of a user, and the user's imitations, as a log-out does."""
    alone = locks(Lock(Subject.USER, user_id))
    async with application.database.transaction(alone) as session:
        await _end(session, user_id, [session_id], source, application.rules, cause=cause)


async def _end(
    session: "Session",
    user_id: str,
    session_ids: "Sequence[str]",
    source: Source,
    rules: "Rules",
    *,
    cause: str,
) -> None:
    ended = [
        session_id
        for session_id in session_ids
        if await user_sessions.mark_ended(session, session_id, now=source.at)
    ]
    user = await users.get(session, user_id)
    if user is None or not ended:
        return
    reason = ImitationEndReason.LOGOUT
    await end_imitations_of_users(session, [user_id], reason, source, rules)
    detail = {"cause": cause, "sessions": len(ended)}
    await record(session, source, "user.signed_out", user=user, detail=detail)
