"""Lists requests for approvals."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from auth.privileges import Privilege
from db.statements.imitation.requests import request_lists
from resolvers.imitation.approval.facts import find_approver
from resolvers.imitation.approval.state import CurrentRequest, current
from resolvers.request.cursors import BY_TIME
from resolvers.request.paging import Page, read_page

if TYPE_CHECKING:
    from resolvers.request.context import RequestContext


async def find(
    ctx: "RequestContext", *, is_open: bool | None, first: int, after: str | None
) -> Page[CurrentRequest]:
    """A page of requests, newest first: everybody's for those who may approve, else one's own."""
    signed_in, now = await ctx.user(), ctx.now()
    sees_all = Privilege.IMITATION_APPROVE in signed_in.privileges
    user_id = None if sees_all else signed_in.user.id
    listed = request_lists.matching(user_id=user_id, is_open=is_open, now=now)
    page = await read_page(
        ctx.application.database,
        BY_TIME.under({"open": is_open, "user": user_id}),
        first=first,
        after=after,
        find=partial(request_lists.find, listed=listed),
        count=partial(request_lists.count_all, listed=listed),
    )
    return page.map(partial(current, now=now))


async def find_decidable(ctx: "RequestContext", user_ids: Sequence[str]) -> Mapping[str, bool]:
    """Whether the signed-in user may approve or refuse what these users request."""
    signed_in = await ctx.user()
    if Privilege.IMITATION_APPROVE not in signed_in.privileges:
        return {}
    approver = await find_approver(ctx.application.database.reads, signed_in.user.id)
    return {user_id: approver.is_independent_of(user_id) for user_id in user_ids}
