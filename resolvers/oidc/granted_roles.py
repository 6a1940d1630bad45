"""Gives a user exactly the roles that their groups at a provider stand for."""

from typing import TYPE_CHECKING

from auth.sign_in.oidc.refusals import Cause, SignInRefused
from db.statements.users import grants, roles, users
from db.statements.users.users import UserValues
from resolvers.audit.recording import record

if TYPE_CHECKING:
    from auth.sign_in.oidc.identity import Identity
    from db.engine.session import Session
    from db.models import User
    from resolvers.request.context import RequestContext


async def grant(
    ctx: "RequestContext", session: "Session", user: "User", identity: "Identity"
) -> "User":
    """The user with these roles; what an administrator gave besides falls. Privileges are locked.

    Names of roles that do not exist give nothing. Raises SignInRefused where the last super admin
    would be lost: nobody could make another one.
    """
    loses_rank = user.admin and not identity.admin
    if loses_rank and not await users.has_other_admin(session, user.id):
        raise SignInRefused(Cause.LAST_ADMIN)
    before = {role.id for _, role in await grants.find_roles(session, [user.id])}
    wanted = {role.id for role in await roles.find(session) if role.name in identity.roles}
    if before == wanted and user.admin == identity.admin:
        return user
    taken = await grants.assign_roles(session, user.id, sorted(wanted), by=None)
    if any(role.needs_approval for role in taken):
        await users.clear_approval(session, [user.id], by=None, now=ctx.now())
    values = UserValues.of(user)._replace(admin=identity.admin, admin_given_by=None)
    changed = await users.change(session, user.id, values)
    detail = {
        "username": user.username,
        "id": user.id,
        "active": user.active,
        "admin": changed.admin,
        "roles": sorted(identity.roles),
    }
    await record(session, ctx.source, "user.updated", user=changed, detail=detail)
    return changed
