"""The mutations that start and end a user's session in the admin."""

from typing import Annotated

import strawberry

from auth.errors import BadCredentials, Invalid, RateLimited
from resolvers.admin import user_login
from schema.admin.user import UserSession
from schema.error_codes import error_list
from schema.guards import for_person
from schema.inputs import Password
from schema.operation import Info


@strawberry.type
class UserSessionMutations:
    @strawberry.mutation(
        description="Signs a user in by password and answers a new session of the admin. The "
        "session that was sent ends. A request from the admin's own pages also gets the access "
        "token as a cookie. An unknown name, a wrong password and a deactivated user get the same "
        "answer."
        f"\n\nRequires no session. {error_list([BadCredentials, Invalid, RateLimited])}"
    )
    async def user_login(
        self,
        info: Info,
        username: Annotated[
            str, strawberry.argument(description="The username, in upper or lower case.")
        ],
        password: Password,
    ) -> UserSession:
        started = await user_login.user_log_in(
            info.context.request, username=username, password=password
        )
        return UserSession.of(started)

    @strawberry.mutation(
        description="Ends the user's session, and every imitation of the user: tokens that were "
        "not redeemed become invalid. Answers true.",
        extensions=for_person(),
    )
    async def user_logout(self, info: Info) -> bool:
        return await user_login.user_log_out(info.context.request)
