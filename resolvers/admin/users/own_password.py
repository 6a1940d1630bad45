"""Users change their own password, with the current one."""

from typing import TYPE_CHECKING

from auth.errors import BadCredentials, Unauthenticated
from auth.sign_in.passwords import check_new, is_too_long
from auth.sign_in.throttle import ThrottledAction
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.engine.locks import Lock, Subject, locks
from db.statements.users import held_factors, user_sessions, users
from resolvers.audit.recording import event, record
from resolvers.imitation.ending import end_imitations_of_users
from resolvers.request.callers.user_sessions import (
    StartedSession,
    new_user_session,
    started_session,
)
from resolvers.request.limits.sign_ins import count_login, login_succeeded
from resolvers.request.refusals import record_refusal
from resolvers.request.signed_in import factors_of

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import User
    from resolvers.request.context import RequestContext
    from resolvers.request.signed_in import SignedIn


async def change_own_password(
    ctx: "RequestContext", *, current_password: str, new_password: str
) -> StartedSession:
    """Change the password, and answer a new session; all others end, and all imitations.

    Raises BadCredentials, and RateLimited after too many attempts, which count as sign-ins do.
    """
    signed_in = await ctx.user()
    user = signed_in.user
    check_new(arguments.printable(new_password, field="newPassword"), field="newPassword")
    await _check_current(ctx, user, current_password)
    new_hash = await ctx.application.passwords.hash(new_password)
    async with ctx.application.database.transaction(locks(Lock(Subject.USER, user.id))) as session:
        started = await _change(ctx, session, signed_in, new_hash)
        await login_succeeded(ctx, session, ThrottledAction.USER_LOGIN, user.username)
    if ctx.facts.own_page:
        ctx.reply.access_token = started.access_token
    return started


async def _check_current(ctx: "RequestContext", user: "User", password: str) -> None:
    arguments.printable(password, field="currentPassword")
    await count_login(ctx, ThrottledAction.USER_LOGIN, user.username)
    fits = not is_too_long(password) and await ctx.application.passwords.verify(
        user.password_hash, password
    )
    # The new session of a user who signs in at a provider would outlive their account there.
    if not fits or not ctx.application.password_rules.allow_user(user):
        await record_refusal(ctx, event(ctx.source, "user.password_refused", user=user), by=user)
        raise BadCredentials


async def _change(
    ctx: "RequestContext", session: "Session", signed_in: "SignedIn", new_hash: str
) -> StartedSession:
    """Raises Unauthenticated if the session has ended meanwhile: nothing revives it."""
    source, user = ctx.source, signed_in.user
    if not await user_sessions.mark_ended(session, signed_in.session_id, now=source.at):
        raise Unauthenticated
    if not await users.mark_password(
        session, user.id, old_hash=user.password_hash, new_hash=new_hash
    ):
        raise BadCredentials
    await user_sessions.mark_all_ended(session, user.id, now=source.at)
    reason = ImitationEndReason.PASSWORD_CHANGED
    await end_imitations_of_users(session, [user.id], reason, source, ctx.rules)
    await record(session, source, "user.password_changed", user=user)
    # A password alone shows no more than before who the user is, where they have a factor.
    factor = signed_in.factor
    has_factor = factor or factors_of(await held_factors.get(session, user.id)).exist
    shown_at = signed_in.signed_in_at if has_factor else source.at
    new = new_user_session(ctx, user.id, factor=factor, now=source.at, authenticated_at=shown_at)
    await session.write(new.addition())
    return await started_session(ctx, session, user, new, at=shown_at)
