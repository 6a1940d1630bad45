"""Lists users with their roles and privileges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from auth.privileges import effective
from auth.texts import arguments
from db.statements.users import held_factors, roles, users
from resolvers.request.cursors import BY_NAME
from resolvers.request.paging import Page, read_page
from resolvers.request.signed_in import factors_of, lacks_factor

if TYPE_CHECKING:
    from db.models import Role, User
    from db.statements.users.roles import HeldRole
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


class GrantingRole(NamedTuple):
    """A role with the privileges that it grants, sorted."""

    role: "Role"
    privileges: Sequence[str]


class HeldRoles(NamedTuple):
    """The roles of a user by name, and every privilege that the user holds, sorted."""

    roles: Sequence[GrantingRole]
    privileges: Sequence[str]


_REMEMBERED: Final = 64  # sets of roles: most users have the roles of others
NO_ROLES: Final = HeldRoles((), ())  # of a user who is gone meanwhile


async def find_roles(ctx: "RequestContext", user_ids: Sequence[str]) -> Mapping[str, HeldRoles]:
    """The roles and privileges of these users."""
    found: dict[str, list[HeldRole]] = {}
    for held in await roles.find_held(ctx.application.database.reads, user_ids):
        found.setdefault(held.user_id, []).append(held)
    return {
        user_id: _together(held[0].admin, tuple((one.role, one.granted) for one in held))
        for user_id, held in found.items()
    }


@lru_cache(_REMEMBERED)
def _together(
    admin: bool,  # noqa: FBT001 - a name would be a part of each key
    held: tuple[tuple["Role | None", frozenset[str]], ...],
) -> HeldRoles:
    """Of one user, each role with what it grants."""
    granted = frozenset[str]().union(*(each for _, each in held))
    roles = (GrantingRole(role, _sorted(each)) for role, each in held if role is not None)
    return HeldRoles(tuple(roles), _sorted(effective(admin=admin, granted=granted)))


def _sorted(privileges: frozenset[str]) -> Sequence[str]:
    return tuple(sorted(privileges))


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
