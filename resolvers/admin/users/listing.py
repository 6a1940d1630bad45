"""Lists users with their roles and privileges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from auth.privileges import effective
from auth.texts import arguments
from db.statements.users import grants, held_factors, users
from resolvers.request.children import gathered
from resolvers.request.cursors import BY_NAME
from resolvers.request.paging import Page, read_page
from resolvers.request.signed_in import factors_of, lacks_factor

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
        find=partial(users.BY_NAME.find, search=words),
        count=partial(users.BY_NAME.count_all, search=words),
    )


async def get(ctx: "RequestContext", user_id: str) -> "User | None":
    """One user; None for an unknown id."""
    arguments.identifier(user_id, field="id")
    return await users.get(ctx.application.database.reads, user_id)


async def find_roles(
    ctx: "RequestContext", user_ids: Sequence[str]
) -> Mapping[str, Sequence["Role"]]:
    """The roles of these users by name."""
    found = await grants.find_roles(ctx.application.database.reads, user_ids)
    return gathered(user_ids, found)


async def find_privileges(
    ctx: "RequestContext", user_ids: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    """Every privilege that these users hold, sorted."""
    found = await grants.find_by_users(ctx.application.database.reads, user_ids)
    return {
        held.user_id: sorted(effective(admin=held.admin, granted=held.granted)) for held in found
    }


@dataclass(frozen=True, slots=True)
class FactorState:
    """Whether a user has a second factor, and whether they have to add one."""

    has_factor: bool
    due: bool


async def find_factors(ctx: "RequestContext", user_ids: Sequence[str]) -> Mapping[str, FactorState]:
    """What these users have and lack."""
    found = await held_factors.find(ctx.application.database.reads, user_ids)
    return {
        held.user_id: FactorState(factors_of(held).exist, lacks_factor(held, ctx.rules))
        for held in found
    }
