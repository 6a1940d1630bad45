"""Notes who removes a customer who needs approvals, or gives them another number."""

from typing import TYPE_CHECKING

from auth.imitation.approval import Clearing
from db.statements.users import makers, users

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer
    from resolvers.request.context import RequestContext


async def note_freed_number(
    ctx: "RequestContext", session: "Session", customer: "Customer"
) -> None:
    """Let the caller, who took the need away before, and who made their accounts, have it.

    They need approvals of every customer for a day: a new one who gets the number needs none, and
    is the same person to a shop of one's own. The privileges are locked; users are changed one by
    one in the order of their ids.
    """
    now = ctx.now()
    cleared = Clearing(customer.approval_cleared_at, customer.approval_cleared_by)
    is_recent = cleared.is_recent(now)
    if not (customer.needs_approval or is_recent):
        return
    by = {ctx.maker_id, cleared.by if is_recent else None}
    found = await makers.find_makers(session, sorted(filter(None, by)))
    for user_id in sorted(frozenset().union(*found.values())):
        await users.clear_approval(session, [user_id], by=None, now=now)
