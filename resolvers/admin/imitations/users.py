"""Lists the users who imitated customers, for those who may not read users."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auth.texts import arguments
from db.statements.imitation.lists import imitating_users

if TYPE_CHECKING:
    from db.models import Imitation
    from resolvers.request.context import RequestContext


async def find_imitating(
    ctx: "RequestContext", *, search: str | None, first: int
) -> Sequence["Imitation"]:
    """Their newest imitations, which name them, by username."""
    words, size = arguments.search(search), arguments.page_size(first)
    return await imitating_users.find(ctx.application.database.reads, search=words, first=size)
