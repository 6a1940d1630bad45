"""What can be asked: first by storefronts, then by the admin."""

from datetime import datetime
from typing import Annotated

import strawberry

from auth.privileges import Privilege as Key
from resolvers.admin import customers, roles, sales_channels, users
from resolvers.admin import imitations as imitation
from resolvers.admin.imitations import Filter
from resolvers.audit import verification
from resolvers.store import accesses, catalogue
from resolvers.store import orders as order
from schema.admin.customer import Customer, CustomerId
from schema.admin.imitation import AccountAccess, AuditVerification, Imitation
from schema.admin.user import Privilege, Role, User
from schema.guards import for_channel, for_customer, for_user
from schema.operation import Info
from schema.paging import After, Connection, First, Search, connection
from schema.shared.order import Order
from schema.shared.sales_channel import SalesChannel
from schema.store.cart import Product
from schema.store.context import Context


@strawberry.type(description="What can be asked. `@requires` says who may ask.")
class Query:
    """The queries."""

    @strawberry.field(
        description="The session of this request. Never creates anything: an anonymous read "
        "stores no row, and the token in the answer is the one to send from now on. Does not keep "
        "an imitation from running idle.",
        extensions=for_channel(),
    )
    async def context(self, info: Info) -> Context:
        """The session."""
        request = info.context.request
        return Context.of(await request.store(), request.facts.access_key)

    @strawberry.field(
        description="Products for sale, by name. Errors: `VIOLATION::INVALID`.",
        extensions=for_channel(),
    )
    async def products(
        self, info: Info, search: Search = None, first: First = 24, after: After = None
    ) -> Connection[Product]:
        """The catalogue."""
        page = await catalogue.find(info.context.request, search=search, first=first, after=after)
        return connection(page, Product.of)

    @strawberry.field(
        description="The logged-in customer's orders, newest first. Errors: "
        "`CHECKOUT__CUSTOMER_NOT_LOGGED_IN`, `VIOLATION::INVALID`.",
        extensions=for_customer(),
    )
    async def orders(self, info: Info, first: First = 25, after: After = None) -> Connection[Order]:
        """One's own orders."""
        page = await order.own(info.context.request, first=first, after=after)
        return connection(page, Order.of)

    @strawberry.field(
        description="Who has been in my account: every imitation of the logged-in customer, newest "
        "first. Errors: `CHECKOUT__CUSTOMER_NOT_LOGGED_IN`, `CHECKOUT__IMITATION_FORBIDDEN` for an "
        "imitator, `VIOLATION::INVALID`.",
        extensions=for_customer(),
    )
    async def account_accesses(
        self, info: Info, first: First = 25, after: After = None
    ) -> Connection[AccountAccess]:
        """Who was here."""
        page = await accesses.find(info.context.request, first=first, after=after)
        return connection(page, AccountAccess.of)

    @strawberry.field(
        description="The signed-in user. Errors: `UNAUTHENTICATED`.", extensions=for_user()
    )
    async def current_user(self, info: Info) -> User:
        """Oneself."""
        return User.signed_in(await info.context.request.user())

    @strawberry.field(
        description="Customers by last name. Searches numbers, e-mail addresses, names and "
        "companies. Errors: `UNAUTHENTICATED`, `FRAMEWORK__MISSING_PRIVILEGE_ERROR`, "
        "`VIOLATION::INVALID`.",
        extensions=for_user(Key.CUSTOMER_READ),
    )
    async def customers(
        self, info: Info, search: Search = None, first: First = 25, after: After = None
    ) -> Connection[Customer]:
        """Customers."""
        page = await customers.find(info.context.request, search=search, first=first, after=after)
        return connection(page, Customer.of)

    @strawberry.field(
        description="One customer; null where there is none with this id. Errors: "
        "`UNAUTHENTICATED`, `FRAMEWORK__MISSING_PRIVILEGE_ERROR`, `VIOLATION::INVALID`.",
        extensions=for_user(Key.CUSTOMER_READ),
    )
    async def customer(self, info: Info, id: CustomerId) -> Customer | None:
        """One customer."""
        row = await customers.get(info.context.request, id)
        return Customer.of(row) if row else None

    @strawberry.field(
        description="All sales channels by name. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`.",
        extensions=for_user(Key.SALES_CHANNEL_READ),
    )
    async def sales_channels(self, info: Info) -> list[SalesChannel]:
        """The channels."""
        return [SalesChannel.of(row) for row in await sales_channels.find(info.context.request)]

    @strawberry.field(
        description="The journal of imitations, newest first. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`, `VIOLATION::INVALID`.",
        extensions=for_user(Key.IMITATION_READ),
    )
    async def imitations(
        self,
        info: Info,
        active: Annotated[
            bool | None,
            strawberry.argument(
                description="True: those that live now. False: pending and ended. Null: all."
            ),
        ] = None,
        customer_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only of this customer.")
        ] = None,
        user_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only by this user.")
        ] = None,
        since: Annotated[
            datetime | None,
            strawberry.argument(description="Only with a token made then or later."),
        ] = None,
        until: Annotated[
            datetime | None, strawberry.argument(description="Only with a token made before.")
        ] = None,
        first: First = 25,
        after: After = None,
    ) -> Connection[Imitation]:
        """The journal."""
        wanted = Filter(active, customer_id, user_id, since, until)
        page = await imitation.find(info.context.request, wanted, first=first, after=after)
        return connection(page, Imitation.of)

    @strawberry.field(
        description="One imitation; null where there is none with this id. Errors: "
        "`UNAUTHENTICATED`, `FRAMEWORK__MISSING_PRIVILEGE_ERROR`, `VIOLATION::INVALID`.",
        extensions=for_user(Key.IMITATION_READ),
    )
    async def imitation(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The id of the imitation.")],
    ) -> Imitation | None:
        """One imitation."""
        row = await imitation.get(info.context.request, id)
        return Imitation.of(row) if row else None

    @strawberry.field(
        description="Walks the hash chain of the audit log. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`.",
        extensions=for_user(Key.IMITATION_READ),
    )
    async def verify_audit_log(self, info: Info) -> AuditVerification:
        """Whether the journal is whole."""
        return AuditVerification.of(await verification.verify(info.context.request.application))

    @strawberry.field(
        description="Users by username. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`, `VIOLATION::INVALID`.",
        extensions=for_user(Key.USER_READ),
    )
    async def users(
        self, info: Info, search: Search = None, first: First = 25, after: After = None
    ) -> Connection[User]:
        """Users."""
        page = await users.find(info.context.request, search=search, first=first, after=after)
        return connection(page, User.of)

    @strawberry.field(
        description="All roles by name. Errors: `UNAUTHENTICATED`, "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`.",
        extensions=for_user(Key.USER_READ),
    )
    async def roles(self, info: Info) -> list[Role]:
        """Roles."""
        return [Role.of(row) for row in await roles.find(info.context.request)]

    @strawberry.field(
        description="All privileges that there are. Errors: `UNAUTHENTICATED`.",
        extensions=for_user(),
    )
    async def privileges(self) -> list[Privilege]:
        """Privileges."""
        return [Privilege(key=key.value) for key in Key]
