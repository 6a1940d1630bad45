"""The mutations that create, change and delete users."""

from typing import Annotated

import strawberry

from auth.errors import DoesNotExist, Invalid, NotFound
from auth.privileges import Privilege
from resolvers.admin.users import changes, creation
from schema.admin.user import User, UserId
from schema.admin.user_input import UserInput
from schema.guards import for_user
from schema.operation import Info


@strawberry.type
class UserMutations:
    @strawberry.mutation(
        description="Creates a user. `username`, `email`, both names and `password` are required. "
        "A user can give only privileges that they hold.",
        extensions=for_user(Privilege.USER_WRITE, errors=[DoesNotExist, Invalid]),
    )
    async def create_user(
        self,
        info: Info,
        input: Annotated[UserInput, strawberry.argument(description="The new user.")],
    ) -> User:
        return User.of(await creation.create(info.context.request, input.change()))

    @strawberry.mutation(
        description="Changes a user. A user who holds a privilege that the signed-in user lacks "
        "cannot be changed. A deactivated user, or one with a new password, loses their sessions "
        "and imitations; without the privilege to imitate, they lose their imitations. The last "
        "active super admin stays active and super admin: `VIOLATION::INVALID`.",
        extensions=for_user(Privilege.USER_WRITE, errors=[DoesNotExist, Invalid, NotFound]),
    )
    async def update_user(
        self,
        info: Info,
        id: UserId,
        input: Annotated[UserInput, strawberry.argument(description="The changes.")],
    ) -> User:
        return User.of(await changes.update(info.context.request, id, input.change()))

    @strawberry.mutation(
        description="Deletes a user: their sessions and imitations end, and the audit log keeps "
        "their name. A user who holds a privilege that the signed-in user lacks cannot be deleted. "
        "The signed-in user and the last active super admin cannot be deleted, either: "
        "`VIOLATION::INVALID`. Answers true.",
        extensions=for_user(Privilege.USER_WRITE, errors=[Invalid, NotFound]),
    )
    async def delete_user(self, info: Info, id: UserId) -> bool:
        return await changes.delete(info.context.request, id)
