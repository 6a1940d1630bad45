"""The mutations that create, change and delete roles."""

from typing import Annotated

import strawberry

from auth.errors import Invalid, NotFound
from auth.privileges import Privilege
from resolvers.admin import roles
from schema.admin.role import Role, RoleId, RoleInput
from schema.guards import for_user
from schema.operation import Info


@strawberry.type
class RoleMutations:
    @strawberry.mutation(
        description="Creates a role. `name` is required. A user can put in only privileges that "
        "they hold.",
        extensions=for_user(Privilege.ROLE_WRITE, errors=[Invalid]),
    )
    async def create_role(
        self,
        info: Info,
        input: Annotated[RoleInput, strawberry.argument(description="The new role.")],
    ) -> Role:
        return Role.of(await roles.create(info.context.request, input.change()))

    @strawberry.mutation(
        description="Changes a role. A role with a privilege that the signed-in user lacks cannot "
        "be changed. The imitations of users who lose the privilege to imitate end.",
        extensions=for_user(Privilege.ROLE_WRITE, errors=[Invalid, NotFound]),
    )
    async def update_role(
        self,
        info: Info,
        id: RoleId,
        input: Annotated[RoleInput, strawberry.argument(description="The changes.")],
    ) -> Role:
        return Role.of(await roles.update(info.context.request, id, input.change()))

    @strawberry.mutation(
        description="Deletes a role and takes it from all users. A role with a privilege that the "
        "signed-in user lacks cannot be deleted. The imitations of users who lose the privilege to "
        "imitate end. Answers true.",
        extensions=for_user(Privilege.ROLE_WRITE, errors=[Invalid, NotFound]),
    )
    async def delete_role(self, info: Info, id: RoleId) -> bool:
        return await roles.delete(info.context.request, id)
