"""Lists users with their roles and privileges."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from auth import arguments
from auth.privileges import effective
from db.statements.users import users
from resolvers.request.cursors import BY_NAME
from resolvers.request.paging import Page, read_page

if TYPE_CHECKING:
    from db.models import Role, User
    from resolvers.request.context import RequestContext


async def find(
    ctx: "RequestContext", *, search: str | None, first: int, after: str | None
) -> Page["User"]:
    """A page of users by username."""
    words = arguments.search(search)
    return await read_page(
        ctx.application.database,
        BY_NAME,
        first=first,
        after=after,
        find=partial(users.find, search=words),
        count=partial(users.count_all, search=words),
    )


async def find_roles(
    ctx: "RequestContext", user_ids: Sequence[str]
) -> Mapping[str, Sequence["Role"]]:
    """The roles of these users by name."""
    async with ctx.application.database.read() as session:
        found = await users.find_roles_of(session, user_ids)
    return {id_: [role for user_id, role in found if user_id == id_] for id_ in user_ids}


async def find_privileges(
    ctx: "RequestContext", user_ids: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    """Every privilege that these users hold, sorted."""
    async with ctx.application.database.read() as session:
        found = await users.find_grants(session, user_ids)
    return {
        id_: sorted(
            effective(
                admin=any(admin for user_id, admin, _ in found if user_id == id_),
                granted={key for user_id, _, key in found if user_id == id_ and key is not None},
            )
        )
        for id_ in user_ids
    }
