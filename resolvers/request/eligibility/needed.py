"""Tells what an imitation by the user of a request needs from others."""

from typing import TYPE_CHECKING

from auth.imitation.approval import NOTHING_NEEDS
from auth.imitation.needs import needs
from db.statements.users import grants
from resolvers.imitation.approval.facts import approval_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auth.vocabulary import ImitationAccess, ImitationRefusal
    from db.models import Customer
    from resolvers.request.context import RequestContext


async def role_needs_approval(ctx: "RequestContext") -> bool:
    """Whether a role of the user needs approvals."""
    user = (await ctx.caller()).user
    if user is None:  # an integration imitates nobody
        return False
    return await grants.role_needs_approval(ctx.application.database.reads, user.id)


async def needed(
    ctx: "RequestContext",
    customer: "Customer | None",
    access: "ImitationAccess",
    *,
    role_needs: bool,
) -> "Sequence[ImitationRefusal]":
    """What the customer, or another user, has to do before a token is generated."""
    user, approval = (await ctx.caller()).user, NOTHING_NEEDS
    if user is not None and customer is not None:
        reads, now = ctx.application.database.reads, ctx.now()
        approval = await approval_facts(reads, user, customer, role_needs=role_needs, now=now)
    return needs(access, approval=approval, rules=ctx.rules)
