"""What can be done: first by storefronts, then by the admin."""

from typing import Annotated, TypeAlias

import strawberry

from auth.privileges import Privilege as Key
from resolvers import (
    account,
    cart,
    customers,
    imitation,
    imitation_token,
    login,
    order,
    redemption,
    roles,
    sales_channels,
    sign_in,
    users,
)
from resolvers.imitation_token import Wanted
from schema.cart import CartChange, Order
from schema.context import Context, ContextToken
from schema.customer import Customer, CustomerId, CustomerInput
from schema.enums import ImitationAccess
from schema.guards import for_channel, for_customer, for_user
from schema.imitation import ImitateCustomerToken, Imitation
from schema.loading import Info
from schema.sales_channel import ChannelId, SalesChannel, SalesChannelInput
from schema.user import Role, RoleId, RoleInput, User, UserId, UserInput, UserSession

Password: TypeAlias = Annotated[str, strawberry.argument(description="At most 1024 characters.")]
Quantity: TypeAlias = Annotated[
    int, strawberry.argument(description="Pieces to add; a line holds 1 to 100.")
]
LineId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The id of the line in the context's cart.")
]

_IMITATOR = "`CHECKOUT__IMITATION_READ_ONLY` in an imitation that may only look"
_CLOSED = "Closed to an imitator whatever the access."


@strawberry.type(
    description="What can be done, one thing an operation. `@requires` says who may do it."
)
class Mutation:
    """The mutations."""

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
        return Order.of(await order.place(info.context.request))

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

    @strawberry.mutation(
        description="Sign in as a user by password. Sets the admin's cookie when the request comes "
        "from the admin's own pages; the session sent along is dead. Errors: "
        "`CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS` (unknown, wrong, inactive), "
        "`VIOLATION::INVALID`, `UNAVAILABLE`."
    )
    async def user_login(
        self,
        info: Info,
        username: Annotated[str, strawberry.argument(description="The username, in any case.")],
        password: Password,
    ) -> UserSession:
        """Sign in."""
        started = await sign_in.user_log_in(
            info.context.request, username=username, password=password
        )
        return UserSession.of(started)

    @strawberry.mutation(
        description="End this session and every imitation of the user, unredeemed tokens included. "
        "Errors: `UNAUTHENTICATED`.",
        extensions=for_user(),
    )
    async def user_logout(self, info: Info) -> bool:
        """Sign out."""
        return await sign_in.user_log_out(info.context.request)

    @strawberry.mutation(
        description="Make a one-time token to log in as a customer, bound to user, user session, "
        "customer and channel; it lives 60 seconds unless configured otherwise. The privilege is "
        "held on its own: no other implies it. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`, `FRAMEWORK__STEP_UP_REQUIRED`, "
        "`CHECKOUT__CUSTOMER_IMITATION_REFUSED` with every reason, `VIOLATION::INVALID`, "
        "`VIOLATION::ENTITY_DOES_NOT_EXISTS`. Shopware: "
        "POST /api/_proxy/generate-imitate-customer-token.",
        extensions=for_user(Key.IMITATE_CUSTOMER),
    )
    async def generate_imitate_customer_token(
        self,
        info: Info,
        customer_id: CustomerId,
        sales_channel_id: ChannelId,
        reason: Annotated[
            str | None,
            strawberry.argument(
                description="Why, one line of 10 to 500 characters; null where none is required."
            ),
        ] = None,
        access: Annotated[
            ImitationAccess, strawberry.argument(description="What the imitator may do.")
        ] = ImitationAccess.FULL,
    ) -> ImitateCustomerToken:
        """Generate."""
        wanted = Wanted(customer_id, sales_channel_id, reason, access)
        generated = await imitation_token.generate(info.context.request, wanted)
        return ImitateCustomerToken.of(generated)

    @strawberry.mutation(
        description="End an imitation, or make its token worthless: anybody's with the privilege "
        "imitation:end, one's own without. Takes effect on the next request, on every process. One "
        "that is over stays as it is. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`, `CONTENT__ENTITY_NOT_FOUND`, `VIOLATION::INVALID`.",
        extensions=for_user(),
    )
    async def end_imitation(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The imitation's id.")],
    ) -> Imitation:
        """End."""
        return Imitation.of(await imitation.end(info.context.request, id), info)

    @strawberry.mutation(
        description="Change a customer. The privilege does not imply imitation. Deactivating ends "
        "the customer's sessions and imitations at the next request. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`, `CONTENT__ENTITY_NOT_FOUND`, `VIOLATION::INVALID`, "
        "`VIOLATION::ENTITY_DOES_NOT_EXISTS`.",
        extensions=for_user(Key.CUSTOMER_WRITE),
    )
    async def update_customer(
        self,
        info: Info,
        id: CustomerId,
        input: Annotated[CustomerInput, strawberry.argument(description="What to change.")],
    ) -> Customer:
        """Change a customer."""
        return Customer.of(await customers.update(info.context.request, id, input.change()))

    @strawberry.mutation(
        description="Delete a customer. Sessions and imitations end; orders and the journal stay, "
        "with the names as they were. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`, `CONTENT__ENTITY_NOT_FOUND`, `VIOLATION::INVALID`.",
        extensions=for_user(Key.CUSTOMER_WRITE),
    )
    async def delete_customer(self, info: Info, id: CustomerId) -> bool:
        """Delete a customer."""
        return await customers.delete(info.context.request, id)

    @strawberry.mutation(
        description="Change a sales channel. Deactivating ends its sessions and imitations at the "
        "next request. Errors: `UNAUTHENTICATED`, `FRAMEWORK__MISSING_PRIVILEGE_ERROR`, "
        "`CONTENT__ENTITY_NOT_FOUND`, `VIOLATION::INVALID`.",
        extensions=for_user(Key.SALES_CHANNEL_WRITE),
    )
    async def update_sales_channel(
        self,
        info: Info,
        id: ChannelId,
        input: Annotated[SalesChannelInput, strawberry.argument(description="What to change.")],
    ) -> SalesChannel:
        """Change a channel."""
        row = await sales_channels.update(info.context.request, id, input.change())
        return SalesChannel.of(row)

    @strawberry.mutation(
        description="Make a user; username, email, names and password are needed. Errors: "
        "`UNAUTHENTICATED`, `FRAMEWORK__MISSING_PRIVILEGE_ERROR` (also for giving more than one "
        "holds), `VIOLATION::INVALID`, `VIOLATION::ENTITY_DOES_NOT_EXISTS`.",
        extensions=for_user(Key.USER_WRITE),
    )
    async def create_user(
        self,
        info: Info,
        input: Annotated[UserInput, strawberry.argument(description="The new user.")],
    ) -> User:
        """Make a user."""
        return User.of(await users.create(info.context.request, input.change()))

    @strawberry.mutation(
        description="Change a user who may no more than oneself. Deactivating, a new password and "
        "a lost privilege end what stood on them. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`, `CONTENT__ENTITY_NOT_FOUND`, `VIOLATION::INVALID` "
        "(also for the last active super admin), `VIOLATION::ENTITY_DOES_NOT_EXISTS`.",
        extensions=for_user(Key.USER_WRITE),
    )
    async def update_user(
        self,
        info: Info,
        id: UserId,
        input: Annotated[UserInput, strawberry.argument(description="What to change.")],
    ) -> User:
        """Change a user."""
        return User.of(await users.update(info.context.request, id, input.change()))

    @strawberry.mutation(
        description="Delete a user who may no more than oneself. Nobody deletes himself, nor the "
        "last active super admin; the journal keeps the name. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`, `CONTENT__ENTITY_NOT_FOUND`, `VIOLATION::INVALID`.",
        extensions=for_user(Key.USER_WRITE),
    )
    async def delete_user(self, info: Info, id: UserId) -> bool:
        """Delete a user."""
        return await users.delete(info.context.request, id)

    @strawberry.mutation(
        description="Make a role; the name is needed. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR` (also for granting more than one holds), "
        "`VIOLATION::INVALID`.",
        extensions=for_user(Key.ROLE_WRITE),
    )
    async def create_role(
        self,
        info: Info,
        input: Annotated[RoleInput, strawberry.argument(description="The new role.")],
    ) -> Role:
        """Make a role."""
        return Role.of(await roles.create(info.context.request, input.change()))

    @strawberry.mutation(
        description="Change a role that grants no more than one holds. Who loses the privilege to "
        "imitate by it stops imitating. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`, `CONTENT__ENTITY_NOT_FOUND`, `VIOLATION::INVALID`.",
        extensions=for_user(Key.ROLE_WRITE),
    )
    async def update_role(
        self,
        info: Info,
        id: RoleId,
        input: Annotated[RoleInput, strawberry.argument(description="What to change.")],
    ) -> Role:
        """Change a role."""
        return Role.of(await roles.update(info.context.request, id, input.change()))

    @strawberry.mutation(
        description="Delete a role and take it from everyone. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`, `CONTENT__ENTITY_NOT_FOUND`, `VIOLATION::INVALID`.",
        extensions=for_user(Key.ROLE_WRITE),
    )
    async def delete_role(self, info: Info, id: RoleId) -> bool:
        """Delete a role."""
        return await roles.delete(info.context.request, id)
