"""Changes and deletes users. No user takes over more privileges than they hold."""

from typing import TYPE_CHECKING

from auth.errors import Invalid, NotFound
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.engine.locks import Lock, Locks, Subject, locks
from db.statements.imitation import audit
from db.statements.users import user_sessions, users
from db.statements.users.users import UserValues
from resolvers.admin.users.values import (
    UserChange,
    assign_roles,
    changed,
    check_may_promote,
    check_may_sign_in_here,
    check_not_above,
    facts,
    hash_password,
)
from resolvers.audit.recording import event, record
from resolvers.imitation.ending import end_imitations_of_unprivileged, end_imitations_of_users
from resolvers.values.changes import given
from resolvers.values.last_admin import check_admin_stays

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import User
    from resolvers.request.context import RequestContext


async def update(ctx: "RequestContext", user_id: str, change: UserChange) -> "User":
    """Change a user. Deactivation, a new password or a lost privilege ends their imitations."""
    caller = await ctx.caller()
    arguments.identifier(user_id, field="id")
    password_hash = await hash_password(ctx.application, change)
    async with ctx.application.database.transaction(_alone(user_id)) as session:
        user = await users.get(session, user_id)
        if user is None:
            raise NotFound
        await check_not_above(session, caller, user)
        check_may_promote(caller, change, admin=user.admin)
        before = UserValues.of(user)
        values = await changed(
            session, before, change, password_hash, by=ctx.maker_id, user_id=user_id
        )
        check_may_sign_in_here(ctx, caller, change, user.username, values.username)
        if not (values.admin and values.active):
            await check_admin_stays(session, user)
        user = await users.change(session, user_id, values)
        if given(change.role_ids):
            await assign_roles(ctx, session, user, change.role_ids)
        await _end_what_is_no_longer_allowed(ctx, session, user, password_hash)
        await record(session, ctx.source, "user.updated", user=caller.user, detail=facts(user))
    return user


async def delete(ctx: "RequestContext", user_id: str) -> bool:
    """Delete another user. Sessions and imitations end; the audit log keeps the name."""
    caller = await ctx.caller()
    arguments.identifier(user_id, field="id")
    if user_id == ctx.user_id:
        raise Invalid("id", "Users cannot delete themselves.")
    async with ctx.application.database.transaction(_alone(user_id)) as session:
        user = await users.get(session, user_id)
        if user is None:
            raise NotFound
        await check_not_above(session, caller, user)
        await check_admin_stays(session, user)
        ids, reason, by = [user.id], ImitationEndReason.USER_DEACTIVATED, caller.user
        await end_imitations_of_users(session, ids, reason, ctx.source, ctx.rules, by=by)
        deleted = event(ctx.source, "user.deleted", user=caller.user, detail=facts(user))
        await session.write(*users.removal(user), audit.addition(deleted))
    return True


def _alone(user_id: str) -> Locks:
    """The user, and the privileges of all users: roles are given or taken, super admins made."""
    return locks(Lock(Subject.PRIVILEGES), Lock(Subject.USER, user_id))


async def _end_what_is_no_longer_allowed(
    ctx: "RequestContext", session: "Session", user: "User", password_hash: str | None
) -> None:
    ids, now, by = [user.id], ctx.now(), (await ctx.caller()).user
    if not user.active:
        await user_sessions.mark_all_ended(session, user.id, now=now)
        reason = ImitationEndReason.USER_DEACTIVATED
        await end_imitations_of_users(session, ids, reason, ctx.source, ctx.rules, by=by)
    if password_hash is not None:
        await user_sessions.mark_all_ended(session, user.id, now=now)
        reason = ImitationEndReason.PASSWORD_CHANGED
        await end_imitations_of_users(session, ids, reason, ctx.source, ctx.rules, by=by)
    await end_imitations_of_unprivileged(session, ids, ctx.source, ctx.rules, by=by)
