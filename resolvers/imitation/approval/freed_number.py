"""Notes who removes a customer who needs approvals, or gives them another number."""

from typing import TYPE_CHECKING

from db.statements.users import makers, users

if TYPE_CHECKING:
    from db.engine.session import Session
    from resolvers.request.context import RequestContext


async def note_freed_number(ctx: "RequestContext", session: "Session") -> None:
    """Let the caller, and who made their account, need approvals of every customer for a day.

    A new customer who gets the number needs none, and is the same person to a shop of one's own.
    The privileges are locked; users are changed one by one in the order of their ids.
    """
    if ctx.maker_id is None:
        return
    concerned = (await makers.find_makers(session, [ctx.maker_id]))[ctx.maker_id]
    for user_id in sorted(concerned):
        await users.clear_approval(session, [user_id], by=ctx.user_id, now=ctx.now())
