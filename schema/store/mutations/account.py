"""The mutations of storefronts that change the session's settings or the customer's account."""

from typing import Annotated

import strawberry

from auth.errors import BadCredentials, Invalid, NotLoggedIn, RateLimited
from resolvers.store import account, credentials, support_code
from schema.guards import for_channel, for_customer
from schema.inputs import NewPassword, Password
from schema.operation import Info
from schema.store.context import Context, ContextToken
from schema.store.support_code import SupportCode


@strawberry.type
class AccountMutations:
    @strawberry.mutation(
        description="Sets the currency and the language of the session. A domain of the sales "
        "channel must have each of them. Null keeps the present one. An anonymous session is "
        "stored, under a new token.",
        extensions=for_channel(errors=[Invalid, NotLoggedIn]),
    )
    async def update_context(
        self,
        info: Info,
        currency: Annotated[
            str | None, strawberry.argument(description="An ISO 4217 code such as `EUR`.")
        ] = None,
        language: Annotated[
            str | None, strawberry.argument(description="A BCP 47 code such as `de-DE`.")
        ] = None,
    ) -> ContextToken:
        store = await account.update_context(
            info.context.request, currency=currency, language=language
        )
        return ContextToken.of(store, info)

    @strawberry.mutation(
        description="Changes the customer's names. Null keeps the present name.",
        extensions=for_customer(errors=[Invalid]),
    )
    async def update_profile(
        self,
        info: Info,
        first_name: Annotated[
            str | None, strawberry.argument(description="1 to 100 characters.")
        ] = None,
        last_name: Annotated[
            str | None, strawberry.argument(description="1 to 100 characters.")
        ] = None,
    ) -> Context:
        store = await account.update_profile(
            info.context.request, first_name=first_name, last_name=last_name
        )
        return Context.of(store, info)

    @strawberry.mutation(
        description="Changes the e-mail address with which the customer logs in. An address that "
        "another account has in one of the customer's sales channels is refused; attempts are "
        "limited as logins are. Closed to imitating users.",
        extensions=for_customer(errors=[BadCredentials, Invalid, RateLimited]),
    )
    async def change_email(
        self,
        info: Info,
        email: Annotated[
            str,
            strawberry.argument(description="The new address, at most 254 characters."),
        ],
        current_password: Password,
    ) -> Context:
        store = await credentials.change_email(
            info.context.request, email=email, current_password=current_password
        )
        return Context.of(store, info)

    @strawberry.mutation(
        description="Changes the customer's password and answers a new session. Every other "
        "session of the customer ends, and so does every imitation of them. Closed to imitating "
        "users.",
        extensions=for_customer(errors=[BadCredentials, Invalid, RateLimited]),
    )
    async def change_password(
        self,
        info: Info,
        current_password: Password,
        new_password: NewPassword,
    ) -> ContextToken:
        store = await credentials.change_password(
            info.context.request, current_password=current_password, new_password=new_password
        )
        return ContextToken.of(store, info)

    @strawberry.mutation(
        description="Records whether the customer agrees that users imitate them: the consent. "
        "Its withdrawal ends every imitation of the customer, and unless "
        "`imitationConsentRequired` is NEVER, no other can begin. Closed to imitating users.",
        extensions=for_customer(),
    )
    async def set_imitation_consent(
        self,
        info: Info,
        granted: Annotated[
            bool,
            strawberry.argument(
                description="True gives the consent. False withdraws it, also "
                "from a customer who was not asked: they object."
            ),
        ],
    ) -> Context:
        store = await account.set_imitation_consent(info.context.request, granted=granted)
        return Context.of(store, info)

    @strawberry.mutation(
        description="Makes a support code for the logged-in customer in this sales channel: for "
        "ten minutes unless the server is configured otherwise, for one token, in place of the "
        "code before. Five wrong guesses end it. A customer makes at most eight an hour. Closed to "
        "imitating users.",
        extensions=for_customer(errors=[RateLimited]),
    )
    async def create_support_code(self, info: Info) -> SupportCode:
        return SupportCode.of(await support_code.create(info.context.request))
