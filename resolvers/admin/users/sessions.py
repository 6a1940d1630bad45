"""Lists and ends the sessions of users: anyone's own, and with user:write those of others."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from auth.errors import DoesNotExist, NotFound
from auth.privileges import Privilege
from auth.sign_in.client import TOLD
from auth.sign_in.sessions import is_user_session_live
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.engine.locks import Lock, Locks, Subject, locks
from db.statements.users import session_list, user_sessions, users
from resolvers.admin.users.values import check_not_above
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_imitations_of_users
from resolvers.request.access import check_privilege
from resolvers.request.signed_in import SignedIn

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import User, UserSession
    from resolvers.request.context import RequestContext

MOST: Final = 100  # sessions that are shown
MOST_TOLD: Final = 20  # sign-ins from new browsers
NONE: Final = "0" * 32  # no session's id


class ShownSession(NamedTuple):
    """A session, whether it is the one of this request, and whether it lives."""

    row: "UserSession"
    current: bool
    live: bool


async def find(ctx: "RequestContext", user_id: str | None) -> Sequence[ShownSession]:
    """The sessions of a user that live, newest first; None is the signed-in user."""
    if user_id is None:
        user_id = (await ctx.user()).user.id
    await _check_may_name(ctx, user_id)
    reads = ctx.application.database.reads
    if user_id != ctx.user_id:  # who was read a moment ago
        await _user(ctx, reads, user_id)
    now, current = ctx.now(), await _current(ctx)
    idle_since = now - ctx.rules.user_session_idle_timeout
    found = await session_list.find_live(reads, user_id, now=now, idle_since=idle_since, most=MOST)
    return [ShownSession(row, row.id == current, live=True) for row in found]


async def find_new_browsers(ctx: "RequestContext") -> Sequence[ShownSession]:
    """The signed-in user's sign-ins from new browsers, newest first, for as long as they are told.

    What has ended is among them: an intruder could sign out to hide.
    """
    signed_in, now, reads = await ctx.user(), ctx.now(), ctx.application.database.reads
    found = await session_list.find_new_browsers(
        reads, signed_in.user.id, since=now - TOLD, most=MOST_TOLD
    )
    current, idle_timeout = signed_in.session_id, ctx.rules.user_session_idle_timeout
    return [
        ShownSession(
            row,
            row.id == current,
            live=is_user_session_live(
                user_active=True,
                ended_at=row.ended_at,
                expires_at=row.expires_at,
                idle_expires_at=row.last_used_at + idle_timeout,
                now=now,
            ),
        )
        for row in found
    ]


async def end(ctx: "RequestContext", session_id: str) -> bool:
    """End a session and the imitations of its user; False if it had ended before.

    Without user:write another user's session and one that does not exist get the same answer.
    """
    await ctx.caller()
    arguments.identifier(session_id, field="id")
    owner = await session_list.get_owner(ctx.application.database.reads, session_id)
    if owner is None or owner != ctx.user_id:
        await check_privilege(ctx, Privilege.USER_WRITE)
    if owner is None:
        raise NotFound
    async with ctx.application.database.transaction(_alone(owner)) as session:
        user = await _user(ctx, session, owner)
        if not await user_sessions.mark_ended(session, session_id, now=ctx.now()):
            return False
        await _end_imitations(ctx, session, user, sessions=1)
    if session_id == await _current(ctx):
        ctx.reply.forget_access_token = True
    return True


async def end_all(ctx: "RequestContext", user_id: str) -> int:
    """End a user's sessions, except that of this request, and their imitations; how many lived."""
    await _check_may_name(ctx, user_id)
    async with ctx.application.database.transaction(_alone(user_id)) as session:
        user = await _user(ctx, session, user_id)
        now, current = ctx.now(), await _current(ctx)
        used = await user_sessions.end_others(session, user_id, but=current or NONE, now=now)
        idle_since = now - ctx.rules.user_session_idle_timeout
        lived = sum(last_used_at > idle_since for last_used_at in used)
        await _end_imitations(ctx, session, user, sessions=lived)
    return lived


async def _check_may_name(ctx: "RequestContext", user_id: str) -> None:
    await ctx.caller()
    if user_id != ctx.user_id:
        await check_privilege(ctx, Privilege.USER_WRITE)
    arguments.identifier(user_id, field="userId")


async def _user(ctx: "RequestContext", session: "Session", user_id: str) -> "User":
    """The user; raises MissingPrivilege for another one who holds more than the caller."""
    user = await users.get(session, user_id)
    if user is None:
        raise DoesNotExist("userId")
    if user_id != ctx.user_id:
        await check_not_above(session, await ctx.caller(), user)
    return user


async def _current(ctx: "RequestContext") -> str | None:
    """The session of this request; None for an integration."""
    caller = await ctx.caller()
    return caller.session_id if isinstance(caller, SignedIn) else None


def _alone(user_id: str) -> Locks:
    """As a log-out; and nobody gains privileges meanwhile."""
    return locks(Lock(Subject.PRIVILEGES, shared=True), Lock(Subject.USER, user_id))


async def _end_imitations(
    ctx: "RequestContext", session: "Session", user: "User", *, sessions: int
) -> None:
    """As a log-out does."""
    by, source = (await ctx.caller()).user, ctx.source
    reason = ImitationEndReason.LOGOUT
    await end_imitations_of_users(session, [user.id], reason, source, ctx.rules, by=by)
    detail = {"id": user.id, "username": user.username, "sessions": sessions}
    await record(session, source, "user.sessions_ended", user=by, detail=detail)
