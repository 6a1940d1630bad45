"""Lists, creates, changes and deletes roles. No user grants more than they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auth.bounds import check_roles
from auth.errors import Invalid, NotFound
from auth.privileges import Privilege, check_may_give
from auth.texts import arguments
from db.engine.locks import Lock, Subject, locks
from db.statements.users import grants, roles, users
from db.statements.users.roles import RoleValues
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_imitations_of_unprivileged
from resolvers.request.callers.caller import Caller
from resolvers.request.children import gathered
from resolvers.request.context import RequestContext
from resolvers.values.changes import Change, given
from resolvers.values.named_roles import check_may_name
from resolvers.values.unique_values import free_role_name

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Role

NEW: Final = RoleValues(name="", description=None, needs_approval=False)
PRIVILEGES: Final = locks(Lock(Subject.PRIVILEGES))  # alone: nobody decides by them meanwhile


@dataclass(frozen=True, slots=True)
class RoleChange:
    """The new values of a role; those that are UNCHANGED stay."""

    name: Change[str]
    description: Change[str | None]
    privileges: Change[Sequence[str]]
    needs_approval: Change[bool]


async def find(ctx: RequestContext) -> Sequence["Role"]:
    """All roles by name."""
    return await roles.find(ctx.application.database.reads)


async def find_privileges(
    ctx: RequestContext, role_ids: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    """The privileges that these roles grant."""
    return gathered(role_ids, await roles.find_privileges(ctx.application.database.reads, role_ids))


async def count_users(ctx: RequestContext, role_ids: Sequence[str]) -> Mapping[str, int]:
    """How many users have each of these roles."""
    counted = await roles.count_users(ctx.application.database.reads, role_ids)
    return {**dict.fromkeys(role_ids, 0), **dict(counted)}


async def create(ctx: RequestContext, change: RoleChange) -> "Role":
    """Create a role; the name is needed."""
    caller = await ctx.caller()
    if not given(change.name):
        raise Invalid("name", "A new role needs this.")
    async with ctx.application.database.transaction(PRIVILEGES) as session:
        check_roles(await roles.count(session) + 1)
        values = await _changed(session, NEW, change, owner=None)
        check_may_name(ctx, caller, values.name)
        role = await roles.add(session, values)
        granted = await _grant(ctx, session, role, change, had=())
        await _record(ctx, session, "role.created", role, granted)
    return role


async def update(ctx: RequestContext, role_id: str, change: RoleChange) -> "Role":
    """Change a role. It ends the imitations of users who lose the privilege by it."""
    caller = await ctx.caller()
    arguments.identifier(role_id, field="id")
    async with ctx.application.database.transaction(PRIVILEGES) as session:
        role = await roles.get(session, role_id)
        if role is None:
            raise NotFound
        had = await _check_may_change(session, caller, role)
        before = RoleValues(role.name, role.description, role.needs_approval)
        after = await _changed(session, before, change, owner=role_id)
        if after.name != before.name:
            check_may_name(ctx, caller, before.name, after.name)
        role = await roles.change(session, role_id, after)
        granted = await _grant(ctx, session, role, change, had=had)
        holders = await grants.find_with_role(session, role_id)
        if before.needs_approval and not role.needs_approval:
            await users.clear_approval(session, holders, by=ctx.user_id, now=ctx.now())
        by = caller.user
        await end_imitations_of_unprivileged(session, holders, ctx.source, ctx.rules, by=by)
        await _record(ctx, session, "role.updated", role, granted)
    return role


async def delete(ctx: RequestContext, role_id: str) -> bool:
    """Delete a role and take it from its users."""
    caller = await ctx.caller()
    arguments.identifier(role_id, field="id")
    async with ctx.application.database.transaction(PRIVILEGES) as session:
        role = await roles.get(session, role_id)
        if role is None:
            raise NotFound
        had = await _check_may_change(session, caller, role)
        check_may_name(ctx, caller, role.name)
        holders = await grants.find_with_role(session, role_id)
        await roles.remove(session, role_id)
        if role.needs_approval:
            await users.clear_approval(session, holders, by=ctx.user_id, now=ctx.now())
        by = caller.user
        await end_imitations_of_unprivileged(session, holders, ctx.source, ctx.rules, by=by)
        await _record(ctx, session, "role.deleted", role, had)
    return True


async def _changed(
    session: "Session", before: RoleValues, change: RoleChange, *, owner: str | None
) -> RoleValues:
    """The values after the change, each checked."""
    after = before
    if given(change.name):
        after = after._replace(name=await free_role_name(session, change.name, owner=owner))
    if given(change.description):
        after = after._replace(description=_line(change.description))
    if given(change.needs_approval):
        after = after._replace(needs_approval=change.needs_approval)
    return after


def _line(description: str | None) -> str | None:
    if description is None:
        return None
    return arguments.line(description, field="description", longest=500)


async def _grant(
    ctx: RequestContext,
    session: "Session",
    role: "Role",
    change: RoleChange,
    *,
    had: Sequence[str],
) -> Sequence[str]:
    """What the role grants from now on."""
    if not given(change.privileges):
        return had
    if set(change.privileges) - frozenset(Privilege):
        raise Invalid("privileges", "There is no such privilege.")
    _check_may_grant(await ctx.caller(), change.privileges)
    granted = sorted(set(change.privileges))
    await roles.grant(session, role.id, granted, had=had, by=ctx.maker_id)
    return granted


async def _check_may_change(session: "Session", caller: Caller, role: "Role") -> Sequence[str]:
    """What the role grants; raises MissingPrivilege."""
    granted = [key for _, key in await roles.find_privileges(session, [role.id])]
    _check_may_grant(caller, granted)
    return granted


def _check_may_grant(caller: Caller, privileges: Sequence[str]) -> None:
    admin = caller.admin
    check_may_give(set(privileges), held=caller.privileges, admin=admin)


async def _record(
    ctx: RequestContext, session: "Session", action: str, role: "Role", granted: Sequence[str]
) -> None:
    await record(
        session,
        ctx.source,
        action,
        user=(await ctx.caller()).user,
        detail={
            "id": role.id,
            "name": role.name,
            "privileges": granted,
            "needsApproval": role.needs_approval,
        },
    )
