"""Signs users in and out. Neither answer nor time tells a stranger whether a user exists."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from auth.errors import BadCredentials, FactorRequired
from auth.sign_in.factors.methods import Factors, Method
from auth.sign_in.passwords import is_too_long
from auth.sign_in.throttle import ThrottledAction
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.engine.locks import Lock, Subject, locks
from db.statements.users import held_factors, user_sessions, users
from resolvers.audit.recording import event, record
from resolvers.imitation.ending import end_imitations_of_users
from resolvers.request.callers.user_sessions import StartedSession, begin_session
from resolvers.request.context import RequestContext
from resolvers.request.factors.codes import use_code
from resolvers.request.limits.sign_ins import (
    code_succeeded,
    count_code,
    count_login,
    login_goes_on,
    login_succeeded,
)
from resolvers.request.refusals import record_refusal
from resolvers.request.signed_in import factors_of, lacks_factor

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import User


class CodeRefused(BadCredentials):
    """The password is right, and the code is wrong or was used before."""


class HashReplaced(BadCredentials):
    """The user has another hash than the checked one: of another password, or of the same one."""


async def user_log_in(
    ctx: RequestContext,
    *,
    username: str,
    password: str,
    code: str | None = None,
    password_only: bool = False,
) -> StartedSession:
    """Sign in with a password, and with a code if the user has a second factor.

    Raises BadCredentials, in every case after one hash; FactorRequired where the password is right
    and no code was sent, or only a password can be; RateLimited after too many attempts.
    """
    username = arguments.sign_in_name(username, field="username")
    arguments.printable(password, field="password")
    if code is not None:
        arguments.printable(code, field="code")
    await count_login(ctx, ThrottledAction.USER_LOGIN, username)
    if is_too_long(password):
        raise BadCredentials
    user, fits = await _check(ctx, username, password)
    if user is None or not fits:
        raise await _refused(ctx, user)
    if code is not None:
        await count_code(ctx, user.id)
    start = partial(_start, ctx, username, code=code, password_only=password_only)
    try:
        started = await _start_surely(ctx, start, user, password)
    except FactorRequired:
        await login_goes_on(ctx, ThrottledAction.USER_LOGIN, username)
        raise
    except CodeRefused:
        raise await _refused(ctx, user, {"factor": "refused"}) from None
    except BadCredentials:
        raise await _refused(ctx, user) from None
    await _rehash(ctx, started.signed_in.user, password)
    if ctx.facts.own_page:
        ctx.reply.access_token = started.access_token
    return started


async def _check(ctx: RequestContext, username: str, password: str) -> tuple["User | None", bool]:
    """The user, and whether the password is theirs; both are found out by one hash."""
    user = await users.get_by_username(ctx.application.database.reads, username[:100])
    password_hash = user.password_hash if user else None
    return user, await ctx.application.passwords.verify(password_hash, password)


async def _refused(
    ctx: RequestContext, user: "User | None", detail: dict[str, object] | None = None
) -> BadCredentials:
    """The answer, once it is recorded."""
    refused = event(ctx.source, "user.sign_in_refused", user=user, detail=detail)
    await record_refusal(ctx, refused, by=None)
    return BadCredentials()


async def _start_surely(
    ctx: RequestContext,
    start: Callable[["User"], Awaitable[StartedSession]],
    user: "User",
    password: str,
) -> StartedSession:
    """Start a session, also where a sign-in at the same time has hashed the password again."""
    try:
        return await start(user)
    except HashReplaced:
        again, fits = await _check(ctx, user.username, password)
        if again is None or not fits:
            raise BadCredentials from None
        return await start(again)


async def _start(
    ctx: RequestContext, typed: str, known: "User", *, code: str | None, password_only: bool
) -> StartedSession:
    """Start a session.

    Raises HashReplaced; BadCredentials if the user was deactivated meanwhile, or with a wrong code,
    which uses up nothing; FactorRequired.
    """
    shared = locks(Lock(Subject.USER, known.id, shared=True))
    async with ctx.application.database.transaction(shared) as session:
        user = await users.get(session, known.id)
        if user is None or not user.active:
            raise BadCredentials
        if user.password_hash != known.password_hash:
            raise HashReplaced
        if not ctx.application.password_rules.allow_user(user):
            raise BadCredentials
        held = await held_factors.get(session, user.id)
        if password_only and lacks_factor(held, ctx.rules):
            raise FactorRequired
        factor = None
        if (factors := factors_of(held)).exist:
            factor = await _second(ctx, session, user, None if password_only else code, factors)
        started = await begin_session(ctx, session, user, factor)
        await login_succeeded(ctx, session, ThrottledAction.USER_LOGIN, typed)
        if code is not None:
            await code_succeeded(ctx, session, user.id)
    return started


async def _second(
    ctx: RequestContext, session: "Session", user: "User", code: str | None, factors: Factors
) -> Method:
    """The factor that was used; raises FactorRequired without a code."""
    if code is None:
        raise FactorRequired(factors.second)
    used = await use_code(ctx, session, user.id, code)
    if used is None:
        raise CodeRefused
    return used


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
    signed_in = await ctx.enrolling_user()
    alone = locks(Lock(Subject.USER, signed_in.user.id))
    async with ctx.application.database.transaction(alone) as session:
        source = ctx.source
        await user_sessions.mark_ended(session, signed_in.session_id, now=source.at)
        users_, reason = [signed_in.user.id], ImitationEndReason.LOGOUT
        await end_imitations_of_users(session, users_, reason, ctx.source, ctx.rules)
        await record(session, source, "user.signed_out", user=signed_in.user)
    ctx.reply.forget_access_token = True
    return True
