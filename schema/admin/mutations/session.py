"""The mutations that start and end a user's session in the admin."""

from typing import Annotated

import strawberry

from auth.errors import (
    BadCredentials,
    DoesNotExist,
    FactorRequired,
    Invalid,
    MissingPrivilege,
    NotFound,
    RateLimited,
)
from resolvers.admin import passkey_login, user_login
from resolvers.admin.users import own_password, sessions
from schema.admin.user import UserId, UserSession
from schema.error_codes import error_list
from schema.guards import for_person, for_user
from schema.inputs import Credential, NewPassword, Password
from schema.operation import Info


@strawberry.type
class UserSessionMutations:
    @strawberry.mutation(
        description="Signs a user in by password and answers a new session of the admin. The "
        "session that was sent ends. A request from the admin's own pages also gets the access "
        "token as a cookie. An unknown name, a wrong password, a deactivated user and a wrong code "
        "get the same answer."
        f"\n\nRequires no session. "
        f"{error_list([BadCredentials, FactorRequired, Invalid, RateLimited])}"
    )
    async def user_login(
        self,
        info: Info,
        username: Annotated[
            str, strawberry.argument(description="The username, in upper or lower case.")
        ],
        password: Password,
        code: Annotated[
            str | None,
            strawberry.argument(
                description="The user's second factor: a code of their authenticator app, or a "
                "recovery code. Each counts once. A user without a factor needs none."
            ),
        ] = None,
    ) -> UserSession:
        started = await user_login.user_log_in(
            info.context.request, username=username, password=password, code=code
        )
        return UserSession.of(started)

    @strawberry.mutation(
        description="Answers what `navigator.credentials.get` takes, as JSON for "
        "`PublicKeyCredential.parseRequestOptionsFromJSON`. It counts once and for five minutes."
        f"\n\nRequires no session. {error_list([RateLimited])}"
    )
    async def begin_passkey_login(self, info: Info) -> str:
        return await passkey_login.begin(info.context.request)

    @strawberry.mutation(
        description="Signs the user of a passkey in, as `userLogin` does by password. The device "
        "must have verified its user, so no other factor is asked for. Every failure has the same "
        "answer."
        f"\n\nRequires no session. {error_list([BadCredentials, Invalid, RateLimited])}"
    )
    async def finish_passkey_login(self, info: Info, credential: Credential) -> UserSession:
        return UserSession.of(await passkey_login.finish(info.context.request, credential))

    @strawberry.mutation(
        description="Ends the user's session, and every imitation of the user: tokens that were "
        "not redeemed become invalid. Answers true.",
        extensions=for_person(enrolling=True),
    )
    async def user_logout(self, info: Info) -> bool:
        return await user_login.user_log_out(info.context.request)

    @strawberry.mutation(
        description="Changes the password of the signed-in user and answers a new session. All "
        "their other sessions and all their imitations end. Attempts are limited as sign-ins are.",
        extensions=for_person(errors=[BadCredentials, Invalid, RateLimited]),
    )
    async def change_own_password(
        self, info: Info, current_password: Password, new_password: NewPassword
    ) -> UserSession:
        started = await own_password.change_own_password(
            info.context.request, current_password=current_password, new_password=new_password
        )
        return UserSession.of(started)

    @strawberry.mutation(
        description="Ends a session, and all imitations of its user, as `userLogout` does. A "
        "session of another user needs the privilege `user:write`; a user who holds a privilege "
        "that the caller lacks keeps their sessions. Answers false if it had ended before.",
        extensions=for_user(errors=[Invalid, MissingPrivilege, NotFound]),
    )
    async def end_user_session(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The id of the session.")],
    ) -> bool:
        return await sessions.end(info.context.request, id)

    @strawberry.mutation(
        description="Ends all sessions of a user, except that of this request, and all their "
        "imitations. Another user needs the privilege `user:write`, as for `endUserSession`. "
        "Answers how many sessions lived.",
        extensions=for_user(errors=[DoesNotExist, Invalid, MissingPrivilege]),
    )
    async def end_user_sessions(self, info: Info, user_id: UserId) -> int:
        return await sessions.end_all(info.context.request, user_id)
