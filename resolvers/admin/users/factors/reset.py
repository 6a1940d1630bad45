"""Administrators take the factors of a user who has lost them, whose sessions then end."""

from typing import TYPE_CHECKING

from auth.errors import Invalid, NotFound
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.engine.locks import Lock, Subject, locks
from db.statements.factors import passkeys, recovery_codes, totp
from db.statements.users import user_sessions, users
from resolvers.admin.users.values import check_not_above, facts
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_imitations_of_users
from resolvers.request.limits.sign_ins import code_succeeded

if TYPE_CHECKING:
    from db.models import User
    from resolvers.request.context import RequestContext


async def reset(ctx: "RequestContext", user_id: str) -> "User":
    """Remove all factors of another user, and end their sessions and imitations.

    Raises MissingPrivilege for a user who holds more than the caller, Invalid for the caller.
    """
    caller = await ctx.user()
    arguments.identifier(user_id, field="id")
    if user_id == caller.user.id:
        raise Invalid("id", "Users cannot reset their own factors.")
    wanted = locks(Lock(Subject.PRIVILEGES, shared=True), Lock(Subject.USER, user_id))
    async with ctx.application.database.transaction(wanted) as session:
        user = await users.get(session, user_id)
        if user is None:
            raise NotFound
        await check_not_above(session, caller, user)
        await totp.remove(session, user_id)
        await passkeys.remove_all(session, user_id)
        await recovery_codes.remove(session, user_id)
        await code_succeeded(ctx, session, user_id)  # those of the factors to come are others
        source, reason = ctx.source, ImitationEndReason.LOGOUT
        await user_sessions.mark_all_ended(session, user_id, now=source.at)
        await end_imitations_of_users(session, [user_id], reason, source, ctx.rules, by=caller.user)
        await record(session, source, "user.factors_reset", user=caller.user, detail=facts(user))
    return user
