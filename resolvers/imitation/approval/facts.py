"""The facts on which `auth.imitation.approval` decides."""

from typing import TYPE_CHECKING

from auth.imitation.approval import ApprovalFacts, Approver, Clearing, is_cleared_by, state_of
from auth.privileges import Privilege
from auth.vocabulary import ImitationRequestState
from db.statements.users import makers

if TYPE_CHECKING:
    from datetime import datetime

    from db.engine.session import Session
    from db.models import Customer, User
    from db.statements.imitation.generation import Facts


async def approval_facts(
    session: "Session",
    user: "User",
    customer: "Customer",
    *,
    role_needs: bool,
    now: "datetime",
) -> ApprovalFacts:
    """The facts about an imitation of the customer by the user, in most cases without a look."""
    clearings = [
        clearing for clearing in (_clearing(user), _clearing(customer)) if clearing.is_recent(now)
    ]
    others = {clearing.by for clearing in clearings if clearing.by is not None} - {user.id}
    found = await makers.find_makers(session, sorted(others)) if others else {}
    return ApprovalFacts(
        role_needs=role_needs,
        customer_needs=customer.needs_approval,
        cleared=is_cleared_by(user.id, clearings, found, now=now),
    )


def is_approved(facts: "Facts", *, now: "datetime") -> bool | None:
    """Whether the request that the facts hold is an approval; None: they hold none."""
    request = facts.request
    if request is None:
        return None
    state = state_of(request.state, request.expires_at, now=now)
    return state is ImitationRequestState.APPROVED and facts.decider_may_approve


async def find_approver(session: "Session", user_id: str) -> Approver:
    """The user as one who may approve; without any way if they do not hold the privilege."""
    ways = await makers.find_ways(session, user_id, privilege=Privilege.IMITATION_APPROVE)
    givers = {giver for way in ways for giver in way if giver is not None}
    found = await makers.find_makers(session, sorted({user_id, *givers}))
    return Approver(
        found[user_id],
        [frozenset().union(*(found[giver] for giver in way if giver)) for way in ways],
    )


def _clearing(row: "User | Customer") -> Clearing:
    return Clearing(row.approval_cleared_at, row.approval_cleared_by)
