"""Tells what an imitation by the user of a request needs from others."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth.imitation.approval import NOTHING_NEEDS
from auth.imitation.needs import needs
from auth.vocabulary import ImitationAccess
from resolvers.imitation.approval.facts import approval_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from auth.vocabulary import ImitationRefusal
    from db.models import Customer
    from resolvers.request.context import RequestContext


@dataclass(frozen=True, slots=True)
class Wanted:
    """An imitation that the user wants; `role_needs`: a role of theirs needs approvals."""

    customer: "Customer | None"
    access: ImitationAccess
    role_needs: bool


async def find_needed(
    ctx: "RequestContext", wanted: "Sequence[Wanted]"
) -> "Mapping[Wanted, Sequence[ImitationRefusal]]":
    """What the customer, or another user, has to do before the tokens are generated."""
    return {each: await _needed(ctx, each) for each in wanted}


async def _needed(ctx: "RequestContext", wanted: Wanted) -> "Sequence[ImitationRefusal]":
    user, approval = (await ctx.caller()).user, NOTHING_NEEDS
    if user is not None and wanted.customer is not None:
        reads, now = ctx.application.database.reads, ctx.now()
        role_needs = wanted.role_needs and wanted.access is ImitationAccess.FULL
        approval = await approval_facts(
            reads, user, wanted.customer, role_needs=role_needs, now=now
        )
    return needs(wanted.access, approval=approval, rules=ctx.rules)
