"""Creates users: for a user of the admin, or for an operator on the command line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from auth.errors import DoesNotExist, Invalid
from db.engine.locks import Lock, Subject, locks
from db.statements.users import grants, roles, users
from db.statements.users.users import UserValues
from resolvers.admin.users.values import (
    UserChange,
    assign_roles,
    changed,
    check_may_promote,
    check_may_sign_in_here,
    facts,
    hash_password,
)
from resolvers.audit.recording import Source, record
from resolvers.values.changes import given

if TYPE_CHECKING:
    from datetime import datetime

    from db.engine.session import Session
    from db.models import User
    from resolvers.application import Application
    from resolvers.request.context import RequestContext

NEEDED: Final = {
    "username": "username",
    "email": "email",
    "first_name": "firstName",
    "last_name": "lastName",
    "password": "password",
}
PRIVILEGES: Final = locks(Lock(Subject.PRIVILEGES))  # no role is changed or deleted meanwhile
NEW: Final = UserValues(
    username="",
    email="",
    email_typed=None,
    first_name="",
    last_name="",
    password_hash="",
    active=True,
    admin=False,
    password_set_by=None,
    admin_given_by=None,
)


async def create(ctx: "RequestContext", change: UserChange) -> "User":
    """Create a user; username, email, names and password are needed."""
    caller = await ctx.caller()
    _check_complete(change)
    password_hash = await hash_password(ctx.application, change)
    async with ctx.application.database.transaction(PRIVILEGES) as session:
        check_may_promote(caller, change, admin=False)
        user = await _add(session, change, password_hash, by=ctx.maker_id, now=ctx.now())
        check_may_sign_in_here(ctx, caller, change, user.username)
        if given(change.role_ids):
            await assign_roles(ctx, session, user, change.role_ids)
        await record(session, ctx.source, "user.created", user=caller.user, detail=facts(user))
    return user


async def create_by_operator(
    application: "Application", change: UserChange, *, role_names: Sequence[str]
) -> "User":
    """Create a user from the command line, where no privilege is asked for."""
    _check_complete(change)
    password_hash = await hash_password(application, change)
    source = Source(application.clock())
    async with application.database.transaction(PRIVILEGES) as session:
        user = await _add(session, change, password_hash, by=None, now=source.at)
        known = {role.name: role.id for role in await roles.find(session)}
        if unknown := [name for name in role_names if name not in known]:
            raise DoesNotExist(f"role {unknown[0]}")
        await grants.assign_roles(session, user.id, [known[name] for name in role_names], by=None)
        await record(session, source, "user.created", detail=facts(user))
    return user


def _check_complete(change: UserChange) -> None:
    for attribute, field in NEEDED.items():
        if not given(getattr(change, attribute)):
            raise Invalid(field, "A new user needs this.")


async def _add(
    session: "Session",
    change: UserChange,
    password_hash: str | None,
    *,
    by: str | None,
    now: "datetime",
) -> "User":
    values = await changed(session, NEW, change, password_hash, by=by)
    return await users.add(session, values, made_by=by, now=now)
