"""The query about the signed-in user."""

import strawberry

from schema.admin.user import User
from schema.guards import for_person
from schema.operation import Info


@strawberry.type
class UserSessionQueries:
    @strawberry.field(
        description="The signed-in user. `privileges` tells a client what to show.",
        extensions=for_person(),
    )
    async def current_user(self, info: Info) -> User:
        return User.signed_in(await info.context.request.user())
