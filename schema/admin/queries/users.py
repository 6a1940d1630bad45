"""The queries about users, roles and privileges."""

import strawberry

from auth.errors import Invalid
from auth.privileges import Privilege as Key
from resolvers.admin import roles
from resolvers.admin.users import listing
from schema.admin.role import Privilege, Role
from schema.admin.user import User, UserId
from schema.guards import for_user
from schema.operation import Info
from schema.paging import After, Connection, First, Search, connection


@strawberry.type
class UserQueries:
    @strawberry.field(
        description="The users of the admin, by username. `search` looks in usernames, names and "
        "e-mail addresses.",
        extensions=for_user(Key.USER_READ, errors=[Invalid]),
    )
    async def users(
        self, info: Info, search: Search = None, first: First = 25, after: After = None
    ) -> Connection[User]:
        page = await listing.find(info.context.request, search=search, first=first, after=after)
        return connection(page, User.of)

    @strawberry.field(
        description="One user of the admin. Null if no user has this id.",
        extensions=for_user(Key.USER_READ, errors=[Invalid]),
    )
    async def user(self, info: Info, id: UserId) -> User | None:
        row = await listing.get(info.context.request, id)
        return User.of(row) if row else None

    @strawberry.field(description="All roles, by name.", extensions=for_user(Key.USER_READ))
    async def roles(self, info: Info) -> list[Role]:
        return [Role.of(row) for row in await roles.find(info.context.request)]

    @strawberry.field(
        description="All privileges that exist, with their names for people.",
        extensions=for_user(),
    )
    async def privileges(self) -> list[Privilege]:
        return [Privilege(key=key.value) for key in Key]
