"""Signs users in and out. Neither answer nor time tells a stranger whether a user exists."""

from typing import TYPE_CHECKING

from auth.errors import BadCredentials
from auth.sign_in import tokens
from auth.sign_in.passwords import is_too_long
from auth.sign_in.throttle import ThrottledAction
from auth.sign_in.tokens import TokenKind
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.engine.locks import Lock, Subject, locks
from db.statements.imitation import audit
from db.statements.users import user_sessions, users
from resolvers.audit.recording import event, record
from resolvers.imitation.ending import end_imitations_of_users
from resolvers.request.callers.user_sessions import (
    StartedSession,
    new_user_session,
    started_session,
)
from resolvers.request.context import RequestContext
from resolvers.request.refusals import record_refusal
from resolvers.request.throttling import count_login, login_succeeded

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import User


async def user_log_in(ctx: RequestContext, *, username: str, password: str) -> StartedSession:
    """Sign in with a password. Raises BadCredentials, in every case after one hash.

    Raises RateLimited after too many attempts.
    """
    username = arguments.sign_in_name(username, field="username")
    arguments.printable(password, field="password")
    await count_login(ctx, ThrottledAction.USER_LOGIN, username)
    if is_too_long(password):
        raise BadCredentials
    user = await users.get_by_username(ctx.application.database.reads, username[:100])
    password_hash = user.password_hash if user else None
    fits = await ctx.application.passwords.verify(password_hash, password)
    started = None
    decided_by = locks(Lock(Subject.USER, user.id, shared=True)) if user and fits else None
    async with ctx.application.database.transaction(decided_by) as session:
        if user is not None and fits:
            started = await _start(ctx, session, user.id, password_hash)
        if started is not None:
            await login_succeeded(ctx, session, ThrottledAction.USER_LOGIN, username)
    if started is None:
        await record_refusal(ctx, event(ctx.source, "user.sign_in_refused", user=user), by=None)
        raise BadCredentials
    await _rehash(ctx, started.signed_in.user, password)
    if ctx.facts.own_page:
        ctx.reply.access_token = started.access_token
    return started


async def _start(
    ctx: RequestContext, session: "Session", user_id: str, password_hash: str | None
) -> StartedSession | None:
    """Start a session; None if the user has been deactivated or got another password by now."""
    user = await users.get(session, user_id)
    if user is None or not user.active or user.password_hash != password_hash:
        return None
    source = ctx.source
    new = new_user_session(ctx, user.id, now=source.at)
    changes = [new.addition, audit.addition(event(source, "user.signed_in", user=user))]
    replaced = tokens.hash_of(TokenKind.USER_SESSION, ctx.facts.access_token)
    if replaced is not None:  # the new session takes the place of the one that was sent
        changes.append(user_sessions.ending_of_token(replaced, now=source.at))
    await session.write(*changes)
    return await started_session(session, user, new, at=source.at)


async def _rehash(ctx: RequestContext, user: "User", password: str) -> None:
    """Hash the password again if the parameters have changed; only a sign-in has it in clear."""
    if ctx.application.passwords.needs_rehash(user.password_hash):
        password_hash = await ctx.application.passwords.hash(password)
        await users.mark_password(
            ctx.application.database.writes,
            user.id,
            old_hash=user.password_hash,
            new_hash=password_hash,
        )


async def user_log_out(ctx: RequestContext) -> bool:
    """End this session and every imitation of the user, pending tokens included."""
    signed_in = await ctx.user()
    alone = locks(Lock(Subject.USER, signed_in.user.id))
    async with ctx.application.database.transaction(alone) as session:
        source = ctx.source
        await user_sessions.mark_ended(session, signed_in.session_id, now=source.at)
        users_, reason = [signed_in.user.id], ImitationEndReason.LOGOUT
        await end_imitations_of_users(session, users_, reason, ctx.source, ctx.rules)
        await record(session, source, "user.signed_out", user=signed_in.user)
    ctx.reply.forget_access_token = True
    return True
