"""What can storefronts do?"""

from typing import Annotated, TypeAlias

import strawberry

from resolvers.store import account, cart, orders, redemption
from resolvers.store import customer_login as login
from schema.guards import for_channel, for_customer
from schema.inputs import Password
from schema.operation import Info
from schema.shared.order import Order
from schema.store.cart import CartChange
from schema.store.context import Context, ContextToken

Quantity: TypeAlias = Annotated[
    int, strawberry.argument(description="Pieces to add; a line holds 1 to 100.")
]
LineId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The id of the line in the context's cart.")
]

_IMITATOR = "`CHECKOUT__IMITATION_READ_ONLY` in an imitation that may only look"
_CLOSED = "Closed to an imitator whatever the access."


@strawberry.type(description="What storefronts can do.")
class StoreMutation:
    """Half of the mutations."""

    @strawberry.mutation(
        description="Log in as a customer by password. Answers a new session, the one sent dies, "
        "a guest's cart is merged into the customer's: quantities of one product add up. Errors: "
        "`CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS` (unknown, wrong, inactive, guest, bound "
        "elsewhere), `VIOLATION::INVALID`, `UNAVAILABLE`.",
        extensions=for_channel(),
    )
    async def customer_login(
        self,
        info: Info,
        email: Annotated[
            str, strawberry.argument(description="The account's e-mail address, in any case.")
        ],
        password: Password,
    ) -> ContextToken:
        """Log in."""
        request = info.context.request
        store = await login.customer_log_in(request, email=email, password=password)
        return ContextToken.of(store, request.facts.access_key)

    @strawberry.mutation(
        description="End this session alone; of an imitation, the imitation alone. Other sessions "
        "of the same customer live on. Answers an anonymous session. Errors: "
        "`CHECKOUT__CUSTOMER_NOT_LOGGED_IN`.",
        extensions=for_customer(),
    )
    async def customer_logout(self, info: Info) -> ContextToken:
        """Log out."""
        request = info.context.request
        return ContextToken.of(await login.customer_log_out(request), request.facts.access_key)

    @strawberry.mutation(
        description="Redeem a token made by generateImitateCustomerToken, once. Answers a new "
        "context token, also in the response header sw-context-token. The session sent along lives "
        "on, unless it is an imitation itself, which ends. Errors: "
        "`CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN`, one for every cause. Shopware: "
        "ImitateCustomerRoute.",
        extensions=for_channel(),
    )
    async def imitate_customer_login(
        self,
        info: Info,
        token: Annotated[str, strawberry.argument(description="The one-time token.")],
        customer_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Where sent, whom the token must have been made for."),
        ] = None,
        user_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Where sent, who must have made the token."),
        ] = None,
    ) -> ContextToken:
        """Redeem."""
        request = info.context.request
        store = await redemption.log_in(
            request, token=token, customer_id=customer_id, user_id=user_id
        )
        return ContextToken.of(store, request.facts.access_key)

    @strawberry.mutation(
        description="Put pieces of a product into the cart. A guest's first line makes his session "
        "and answers its token. Errors: `VIOLATION::INVALID` (a line holds 100 pieces, a cart 100 "
        f"lines), `VIOLATION::ENTITY_DOES_NOT_EXISTS`, {_IMITATOR}.",
        extensions=for_channel(),
    )
    async def add_cart_item(
        self,
        info: Info,
        product_id: Annotated[
            strawberry.ID, strawberry.argument(description="The id of a product for sale.")
        ],
        quantity: Quantity = 1,
    ) -> CartChange:
        """Add."""
        request = info.context.request
        store = await cart.add_item(request, product_id=product_id, quantity=quantity)
        return CartChange.of(store)

    @strawberry.mutation(
        description="Set how many pieces a line has; 0 takes it out. Errors: `VIOLATION::INVALID`, "
        f"`VIOLATION::ENTITY_DOES_NOT_EXISTS`, {_IMITATOR}.",
        extensions=for_channel(),
    )
    async def update_cart_item(
        self,
        info: Info,
        id: LineId,
        quantity: Annotated[int, strawberry.argument(description="Pieces, 0 to 100.")],
    ) -> CartChange:
        """Change."""
        store = await cart.update_item(info.context.request, line_id=id, quantity=quantity)
        return CartChange.of(store)

    @strawberry.mutation(
        description="Take a line out. Errors: `VIOLATION::INVALID`, "
        f"`VIOLATION::ENTITY_DOES_NOT_EXISTS`, {_IMITATOR}.",
        extensions=for_channel(),
    )
    async def remove_cart_item(self, info: Info, id: LineId) -> CartChange:
        """Remove."""
        return CartChange.of(await cart.remove_item(info.context.request, line_id=id))

    @strawberry.mutation(
        description="Make the cart of this context an order of the customer, at today's prices. "
        "The imitating user, where there is one, is stored on it. Errors: "
        f"`CHECKOUT__CUSTOMER_NOT_LOGGED_IN`, `CHECKOUT__CART_EMPTY`, {_IMITATOR}.",
        extensions=for_customer(),
    )
    async def place_order(self, info: Info) -> Order:
        """Order."""
        return Order.of(await orders.place(info.context.request))

    @strawberry.mutation(
        description="Choose a currency and a language that a domain of the channel offers; null "
        f"stays. Errors: `VIOLATION::INVALID`, {_IMITATOR}.",
        extensions=for_channel(),
    )
    async def update_context(
        self,
        info: Info,
        currency: Annotated[
            str | None, strawberry.argument(description="An ISO 4217 code.")
        ] = None,
        language: Annotated[
            str | None, strawberry.argument(description="A BCP 47 code such as `de-DE`.")
        ] = None,
    ) -> ContextToken:
        """Choose."""
        request = info.context.request
        store = await account.update_context(request, currency=currency, language=language)
        return ContextToken.of(store, request.facts.access_key)

    @strawberry.mutation(
        description="Change the customer's names; null stays. Errors: "
        f"`CHECKOUT__CUSTOMER_NOT_LOGGED_IN`, `VIOLATION::INVALID`, {_IMITATOR}.",
        extensions=for_customer(),
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
        """Rename."""
        request = info.context.request
        store = await account.update_profile(request, first_name=first_name, last_name=last_name)
        return Context.of(store, request.facts.access_key)

    @strawberry.mutation(
        description=f"Change the address that the customer logs in with. {_CLOSED} Errors: "
        "`CHECKOUT__CUSTOMER_NOT_LOGGED_IN`, `CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS`, "
        f"`VIOLATION::INVALID`, `CHECKOUT__IMITATION_FORBIDDEN`, {_IMITATOR}.",
        extensions=for_customer(),
    )
    async def change_email(
        self,
        info: Info,
        email: Annotated[
            str, strawberry.argument(description="The new address, at most 254 characters.")
        ],
        current_password: Password,
    ) -> Context:
        """Another address."""
        request = info.context.request
        store = await account.change_email(request, email=email, current_password=current_password)
        return Context.of(store, request.facts.access_key)

    @strawberry.mutation(
        description=f"Change the password. {_CLOSED} Ends every other session of the customer and "
        "every imitation; answers a new token. Errors: `CHECKOUT__CUSTOMER_NOT_LOGGED_IN`, "
        "`CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS`, `VIOLATION::INVALID`, "
        f"`CHECKOUT__IMITATION_FORBIDDEN`, {_IMITATOR}.",
        extensions=for_customer(),
    )
    async def change_password(
        self,
        info: Info,
        current_password: Password,
        new_password: Annotated[str, strawberry.argument(description="8 to 1024 characters.")],
    ) -> ContextToken:
        """Another password."""
        request = info.context.request
        store = await account.change_password(
            request, current_password=current_password, new_password=new_password
        )
        return ContextToken.of(store, request.facts.access_key)

    @strawberry.mutation(
        description=f"Grant or withdraw the consent to be imitated. {_CLOSED} Withdrawing ends the "
        "live imitations of this customer. Errors: `CHECKOUT__CUSTOMER_NOT_LOGGED_IN`, "
        f"`CHECKOUT__IMITATION_FORBIDDEN`, {_IMITATOR}.",
        extensions=for_customer(),
    )
    async def set_imitation_consent(
        self,
        info: Info,
        granted: Annotated[bool, strawberry.argument(description="False withdraws it.")],
    ) -> Context:
        """Consent."""
        request = info.context.request
        store = await account.set_imitation_consent(request, granted=granted)
        return Context.of(store, request.facts.access_key)
