"""The mutations of storefronts that exchange the session, or what may be done in it."""

from typing import Annotated

import strawberry

from auth.errors import (
    BadCredentials,
    FactorRequired,
    ImitationRefused,
    Invalid,
    InvalidToken,
    MissingPrivilege,
    RateLimited,
    StepUpRequired,
)
from resolvers.store import customer_login, redemption
from resolvers.store.upgrading import upgrade
from schema.guards import for_channel, for_customer
from schema.inputs import Password
from schema.operation import Info
from schema.store.context import Context, ContextToken


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

    @strawberry.mutation(
        description="Gives an imitation with READ_ONLY access FULL access: the imitating user asks "
        "for it, with a reason. The session, its token and the time at which it ends stay. The "
        "user needs the privilege `imitation:upgrade`; what `generateImitateCustomerToken` needs "
        "is checked again and refused with the same codes. An imitation that has FULL access "
        "stays as it is. Customers who are not imitated are refused as users without the "
        "privilege are.",
        extensions=for_customer(
            errors=[
                *(FactorRequired, ImitationRefused, Invalid, MissingPrivilege, RateLimited),
                StepUpRequired,
            ]
        ),
    )
    async def upgrade_imitation(
        self,
        info: Info,
        reason: Annotated[
            str,
            strawberry.argument(
                description="The reason for full access, which the customer can read: one line of "
                "10 to 500 characters, or as `reasonRules` says."
            ),
        ],
        reason_category: Annotated[
            str | None,
            strawberry.argument(
                description="One of `reasonRules.categories`, which the customer can read, too. "
                "Null is refused if there are some and the server requires a reason."
            ),
        ] = None,
    ) -> Context:
        store = await upgrade.upgrade(
            info.context.request, reason=reason, reason_category=reason_category
        )
        return Context.of(store, info)
