"""The queries about customers and sales channels."""

import strawberry

from auth.errors import Invalid
from auth.privileges import Privilege
from resolvers.admin.customers import listing as customers
from resolvers.admin.sales_channels import listing as sales_channels
from schema.admin.customers.customer import Customer, CustomerId
from schema.guards import for_user
from schema.operation import Info
from schema.paging import After, Connection, First, Search, connection
from schema.shared.sales_channel import SalesChannel


@strawberry.type
class ShopQueries:
    @strawberry.field(
        description="The customers, by last name. `search` looks in customer numbers, e-mail "
        "addresses, names and companies. `imitation { allowed reasons targets }` of a customer "
        "tells whether the signed-in user may imitate them.",
        extensions=for_user(Privilege.CUSTOMER_READ, errors=[Invalid]),
    )
    async def customers(
        self, info: Info, search: Search = None, first: First = 25, after: After = None
    ) -> Connection[Customer]:
        page = await customers.find(info.context.request, search=search, first=first, after=after)
        return connection(page, Customer.of)

    @strawberry.field(
        description="One customer. Null if no customer has this id.",
        extensions=for_user(Privilege.CUSTOMER_READ, errors=[Invalid]),
    )
    async def customer(self, info: Info, id: CustomerId) -> Customer | None:
        row = await customers.get(info.context.request, id)
        return Customer.of(row) if row else None

    @strawberry.field(
        description="All sales channels, by name.",
        extensions=for_user(Privilege.SALES_CHANNEL_READ),
    )
    async def sales_channels(self, info: Info) -> list[SalesChannel]:
        return [SalesChannel.of(row) for row in await sales_channels.find(info.context.request)]
