"""What can the admin do?"""

from typing import Annotated

import strawberry

from auth.privileges import Privilege as Key
from resolvers.admin import customers, imitation_token, imitations, roles, sales_channels, users
from resolvers.admin import user_login as sign_in
from resolvers.admin.imitation_token import Wanted
from schema.admin.customer import Customer, CustomerId, CustomerInput
from schema.admin.imitation import ImitateCustomerToken, Imitation
from schema.admin.user import Role, RoleId, RoleInput, User, UserId, UserInput, UserSession
from schema.enums import ImitationAccess
from schema.guards import for_user
from schema.inputs import Password
from schema.operation import Info
from schema.shared.sales_channel import ChannelId, SalesChannel, SalesChannelInput


@strawberry.type(description="What the admin can do.")
class AdminMutation:
    """Half of the mutations."""

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
        return Imitation.of(await imitations.end(info.context.request, id))

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
