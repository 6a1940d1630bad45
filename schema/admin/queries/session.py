"""The queries about the signed-in user and the sessions of users."""

from typing import Annotated

import strawberry

from auth.errors import DoesNotExist, Invalid, MissingPrivilege, PersonRequired
from resolvers.admin.users import providers, sessions
from resolvers.admin.users.factors import own
from schema.admin.factors import Factors
from schema.admin.sign_in.provider import SignInProvider
from schema.admin.user import User
from schema.admin.user_session import UserSessionInfo
from schema.guards import for_person, for_user
from schema.operation import Info


@strawberry.type
class UserSessionQueries:
    @strawberry.field(
        description="The providers of OpenID Connect at which users sign in, for a page that "
        "offers them.\n\nRequires no session."
    )
    def sign_in_providers(self, info: Info) -> list[SignInProvider]:
        return [SignInProvider.of(found) for found in providers.find(info.context.request)]

    @strawberry.field(
        description="The signed-in user. `privileges` tells a client what to show.",
        extensions=for_person(enrolling=True),
    )
    async def current_user(self, info: Info) -> User:
        return User.signed_in(await info.context.request.enrolling_user())

    @strawberry.field(
        description="The second factors of the signed-in user.",
        extensions=for_person(enrolling=True),
    )
    async def factors(self, info: Info) -> Factors:
        return Factors.of(await own.find(info.context.request))

    @strawberry.field(
        description="The sessions of a user that live, newest first, at most 100. Those of another "
        "user need the privilege `user:write`, and not those of a user who holds a privilege that "
        "the caller lacks.",
        extensions=for_user(errors=[DoesNotExist, Invalid, MissingPrivilege, PersonRequired]),
    )
    async def user_sessions(
        self,
        info: Info,
        user_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="The id of the user. Null is the signed-in user."),
        ] = None,
    ) -> list[UserSessionInfo]:
        found = await sessions.find(info.context.request, user_id)
        return [UserSessionInfo.of(shown) for shown in found]

    @strawberry.field(
        description="The signed-in user's sign-ins of the last seven days from a browser or a "
        "network that was new for them (`newBrowser`), newest first, at most 20. Those that are "
        "over are among them. It is for a notice to the user, who knows which sign-ins were "
        "theirs.",
        extensions=for_person(),
    )
    async def new_browser_sign_ins(self, info: Info) -> list[UserSessionInfo]:
        found = await sessions.find_new_browsers(info.context.request)
        return [UserSessionInfo.of(shown) for shown in found]
