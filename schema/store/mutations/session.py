"""The mutations of storefronts that exchange the session for another one."""

from typing import Annotated

import strawberry

from auth.errors import BadCredentials, Invalid, InvalidToken, RateLimited
from resolvers.store import customer_login, redemption
from schema.guards import for_channel, for_customer
from schema.inputs import Password
from schema.operation import Info
from schema.store.context import ContextToken


@strawberry.type
class SessionMutations:
    @strawberry.mutation(
        description="Logs a customer in by password and answers a new session. The session that "
        "was sent ends, an imitation too. The cart of a guest is added to the customer's cart: "
        "quantities of the same product add up to at most 100. An unknown address, a wrong "
        "password, and an account that is deactivated, a guest's or bound to another sales channel "
        "get the same answer.",
        extensions=for_channel(errors=[BadCredentials, Invalid, RateLimited]),
    )
    async def customer_login(
        self,
        info: Info,
        email: Annotated[
            str,
            strawberry.argument(
                description="The e-mail address of the account that the sales channel admits. "
                "Case, blanks around it and invisible characters do not count."
            ),
        ],
        password: Password,
    ) -> ContextToken:
        store = await customer_login.customer_log_in(
            info.context.request, email=email, password=password
        )
        return ContextToken.of(store, info)

    @strawberry.mutation(
        description="Ends the session that was sent and answers an anonymous one. In an imitated "
        "session, this ends the imitation. Other sessions of the customer stay.",
        extensions=for_customer(),
    )
    async def customer_logout(self, info: Info) -> ContextToken:
        store = await customer_login.customer_log_out(info.context.request)
        return ContextToken.of(store, info)

    @strawberry.mutation(
        description="Redeems the one-time token of `generateImitateCustomerToken` and answers a "
        "new session in which the user acts as the customer: the imitation is ACTIVE. A token is "
        "redeemed once. The session that was sent stays, with its token and its cart, unless it is "
        "itself an imitation, of whichever user, which ends: SUPERSEDED. The new session is the "
        "token's user's. Everything that the token needs is checked again, and "
        "every cause of a refusal gets the same answer. Then `context` names the customer and the "
        "imitating user, and `customerLogout` ends the imitation. Shopware: ImitateCustomerRoute.",
        extensions=for_channel(errors=[InvalidToken, RateLimited]),
    )
    async def imitate_customer_login(
        self,
        info: Info,
        token: Annotated[str, strawberry.argument(description="The one-time token.")],
        customer_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="If sent, only a token for this customer is redeemed."),
        ] = None,
        user_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="If sent, only a token of this user is redeemed."),
        ] = None,
    ) -> ContextToken:
        store = await redemption.log_in(
            info.context.request, token=token, customer_id=customer_id, user_id=user_id
        )
        return ContextToken.of(store, info)
