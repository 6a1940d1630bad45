"""The names by which settings speak of roles: they decide who needs a factor, or gets a role."""

from typing import TYPE_CHECKING

from auth.privileges import SUPER_ADMIN, check_may_give

if TYPE_CHECKING:
    from resolvers.request.callers.caller import Caller
    from resolvers.request.context import RequestContext


def check_may_name(ctx: "RequestContext", caller: "Caller", *names: str) -> None:
    """Raise MissingPrivilege if a caller who is no super admin gives or takes such a name.

    Under another name a role would need neither a factor nor a fresh sign-in.
    """
    rules, providers = ctx.rules, ctx.application.providers
    given = {role for provider in providers for _, role in provider.roles}
    if not (given | {*rules.step_up_roles, *rules.factor_required_roles}).isdisjoint(names):
        check_may_give({SUPER_ADMIN}, held=caller.privileges, admin=caller.admin)
