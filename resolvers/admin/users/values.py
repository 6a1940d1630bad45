"""The values that a user can have, and who may give them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auth.privileges import SUPER_ADMIN, check_may_give, effective
from auth.sign_in.passwords import check_new
from auth.texts import arguments
from db.statements.users import grants, users
from resolvers.values.changes import Change, given
from resolvers.values.given_roles import may_be_given
from resolvers.values.unique_values import free_user_email, free_username

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import User
    from db.statements.users.users import UserValues
    from resolvers.application import Application
    from resolvers.request.callers.caller import Caller
    from resolvers.request.context import RequestContext


@dataclass(frozen=True, slots=True)
class UserChange:
    """The new values of a user; those that are UNCHANGED stay."""

    username: Change[str]
    email: Change[str]
    first_name: Change[str]
    last_name: Change[str]
    password: Change[str]
    active: Change[bool]
    admin: Change[bool]
    role_ids: Change[Sequence[str]]


async def hash_password(application: "Application", change: UserChange) -> str | None:
    """The hash of the new password; None without one."""
    if not given(change.password):
        return None
    check_new(arguments.printable(change.password, field="password"), field="password")
    return await application.passwords.hash(change.password)


async def changed(
    session: "Session",
    before: "UserValues",
    change: UserChange,
    password_hash: str | None,
    *,
    by: str | None,
    user_id: str | None = None,
) -> "UserValues":
    """The values after the change, each checked; without an id, of a new user.

    `by` made the change: a user or an integration, None on the command line.
    """
    new: dict[str, Any] = {}
    if given(change.username):
        new["username"] = await free_username(session, change.username, owner=user_id)
    if given(change.email):
        email = await free_user_email(session, change.email, owner=user_id)
        new["email"], new["email_typed"] = email
    if given(change.first_name):
        new["first_name"] = arguments.line(change.first_name, field="firstName", longest=100)
    if given(change.last_name):
        new["last_name"] = arguments.line(change.last_name, field="lastName", longest=100)
    if given(change.active):
        new["active"] = change.active
    if given(change.admin):
        new["admin"] = change.admin
        new["admin_given_by"] = before.admin_given_by if before.admin == change.admin else by
    if password_hash is not None:
        new["password_hash"] = password_hash
        # What users set themselves tells nothing: another may have set it before, and know both.
        new["password_set_by"] = before.password_set_by if by == user_id else by
    return before._replace(**new)


def check_may_promote(caller: "Caller", change: UserChange, *, admin: bool) -> None:
    """Only a super admin makes a super admin, or makes one an ordinary user again."""
    if given(change.admin) and change.admin != admin:
        check_may_give({SUPER_ADMIN}, held=caller.privileges, admin=caller.admin)


def check_may_sign_in_here(
    ctx: "RequestContext", caller: "Caller", change: UserChange, *names: str
) -> None:
    """Only a super admin gives an account for emergencies its name or a password, or takes either.

    Its password counts here, so that a user of a provider could outlive their account there by it.
    `names` are those before and after the change.
    """
    is_emergency = any(map(ctx.application.password_rules.is_emergency, names))
    if is_emergency and (len(set(names)) > 1 or given(change.password)):
        check_may_give({SUPER_ADMIN}, held=caller.privileges, admin=caller.admin)


async def check_not_above(session: "Session", caller: "Caller", user: "User") -> None:
    """Raise MissingPrivilege if the user holds more than the caller.

    A new password for such a user would be a way to get these privileges.
    """
    has = effective(admin=user.admin, granted=await grants.find_privileges(session, user.id))
    has |= {SUPER_ADMIN} if user.admin else set()
    check_may_give(has, held=caller.privileges, admin=caller.admin)


async def assign_roles(
    ctx: "RequestContext", session: "Session", user: "User", role_ids: Sequence[str]
) -> None:
    """Give the user these roles. Who takes one that needs approvals is noted."""
    given_ids = await may_be_given(session, await ctx.caller(), role_ids)
    taken = await grants.assign_roles(session, user.id, given_ids, by=ctx.maker_id)
    if any(role.needs_approval for role in taken):
        await users.clear_approval(session, [user.id], by=ctx.user_id, now=ctx.now())


def facts(user: "User") -> dict[str, object]:
    return {"username": user.username, "id": user.id, "active": user.active, "admin": user.admin}
