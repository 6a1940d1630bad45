"""Lists, creates, changes and deletes roles. No user grants more than they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth import arguments
from auth.errors import Invalid, NotFound
from auth.privileges import Privilege, check_may_give
from db.models import Role
from db.statements.users import roles, users
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_imitations_of_unprivileged
from resolvers.request.changes import Change, given
from resolvers.request.context import RequestContext
from resolvers.request.signed_in import SignedIn
from resolvers.request.unique_values import free_role_name

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession


@dataclass(frozen=True, slots=True)
class RoleChange:
    """The new values of a role; those that are UNCHANGED stay."""

    name: Change[str]
    description: Change[str | None]
    privileges: Change[Sequence[str]]


async def find(ctx: RequestContext) -> Sequence[Role]:
    """All roles by name."""
    async with ctx.application.database.read() as session:
        return await roles.find(session)


async def find_privileges(
    ctx: RequestContext, role_ids: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    """The privileges that these roles grant."""
    async with ctx.application.database.read() as session:
        found = await roles.find_privileges(session, role_ids)
    return {id_: [key for role_id, key in found if role_id == id_] for id_ in role_ids}


async def create(ctx: RequestContext, change: RoleChange) -> Role:
    """Create a role; the name is needed."""
    signed_in = await ctx.user()
    if not given(change.name):
        raise Invalid("name", "A new role needs this.")
    async with ctx.application.database.begin() as session:
        role = Role(name="")
        await _apply(session, signed_in, role, change)
        await _record(ctx, session, "role.created", role)
    return role


async def update(ctx: RequestContext, role_id: str, change: RoleChange) -> Role:
    """Change a role. It ends the imitations of users who lose the privilege by it."""
    signed_in = await ctx.user()
    arguments.identifier(role_id, field="id")
    async with ctx.application.database.begin() as session:
        role = await roles.get(session, role_id, lock=True)
        if role is None:
            raise NotFound
        await _check_may_change(session, signed_in, role)
        await _apply(session, signed_in, role, change)
        holders = await users.find_with_role(session, role_id)
        await end_imitations_of_unprivileged(session, holders, ctx.source, ctx.rules)
        await _record(ctx, session, "role.updated", role)
    return role


async def delete(ctx: RequestContext, role_id: str) -> bool:
    """Delete a role and take it from its users."""
    signed_in = await ctx.user()
    arguments.identifier(role_id, field="id")
    async with ctx.application.database.begin() as session:
        role = await roles.get(session, role_id, lock=True)
        if role is None:
            raise NotFound
        await _check_may_change(session, signed_in, role)
        session.expunge(role)
        holders = await users.find_with_role(session, role_id)
        await roles.remove(session, role_id)
        await end_imitations_of_unprivileged(session, holders, ctx.source, ctx.rules)
        await _record(ctx, session, "role.deleted", role)
    return True


async def _apply(
    session: "AsyncSession", signed_in: SignedIn, role: Role, change: RoleChange
) -> None:
    if given(change.name):
        role.name = await free_role_name(session, role, change.name)
    if given(change.description):
        description = change.description
        role.description = (
            None
            if description is None
            else arguments.line(description, field="description", longest=500)
        )
    await roles.store(session, role)
    if given(change.privileges):
        unknown = set(change.privileges) - frozenset(Privilege)
        if unknown:
            raise Invalid("privileges", "There is no such privilege.")
        _check_may_grant(signed_in, change.privileges)
        await roles.grant(session, role.id, set(change.privileges))


async def _check_may_change(session: "AsyncSession", signed_in: SignedIn, role: Role) -> None:
    granted = await roles.find_privileges(session, [role.id])
    _check_may_grant(signed_in, [key for _, key in granted])


def _check_may_grant(signed_in: SignedIn, privileges: Sequence[str]) -> None:
    admin = signed_in.user.admin
    check_may_give(set(privileges), held=signed_in.privileges, admin=admin)


async def _record(ctx: RequestContext, session: "AsyncSession", action: str, role: Role) -> None:
    granted = await roles.find_privileges(session, [role.id])
    await record(
        session,
        ctx.source,
        action,
        user=(await ctx.user()).user,
        detail={
            "id": role.id,
            "name": role.name,
            "privileges": [key for _, key in granted],
        },
    )
