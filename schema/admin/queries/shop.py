"""The queries about customers and sales channels."""

import strawberry

from auth.errors import Invalid
from auth.privileges import Privilege
from resolvers.admin.customers import listing as customers
from resolvers.admin.customers.listing import CustomerFilter
from resolvers.admin.sales_channels import listing as sales_channels
from schema.admin.customers.customer import Customer, CustomerId
from schema.admin.customers.customer_arguments import (
    Active,
    BoundTo,
    Company,
    Guest,
    Sort,
    WithConsent,
)
from schema.enums import CustomerSort
from schema.guards import for_user
from schema.operation import Info
from schema.paging import After, Connection, First, Search, connection
from schema.shared.sales_channel import SalesChannel


@strawberry.type
class ShopQueries:
    @strawberry.field(
        description="The customers. `search` looks in customer numbers, e-mail addresses, names "
        "and companies; with the privilege `order:read` the number of an order finds its "
        "customer, and `#` before it finds no other. `imitation { allowed reasons targets }` of a "
        "customer tells whether the signed-in user may imitate them. A cursor goes on in the list "
        "of the same search, filter and order.",
        extensions=for_user(Privilege.CUSTOMER_READ, errors=[Invalid]),
    )
    async def customers(
        self,
        info: Info,
        search: Search = None,
        active: Active = None,
        guest: Guest = None,
        consent: WithConsent = None,
        bound_sales_channel_id: BoundTo = None,
        company: Company = None,
        sort: Sort = CustomerSort.NAME,
        first: First = 25,
        after: After = None,
    ) -> Connection[Customer]:
        where = CustomerFilter(active, guest, consent, bound_sales_channel_id, company)
        page = await customers.find(
            info.context.request, where, search=search, sort=sort, first=first, after=after
        )
        return connection(page, Customer.of)

    @strawberry.field(
        description="One customer. Null if no customer has this id.",
        extensions=for_user(Privilege.CUSTOMER_READ, errors=[Invalid]),
    )
    async def customer(self, info: Info, id: CustomerId) -> Customer | None:
        row = await customers.get(info.context.request, id)
        return Customer.of(row, alone=True) if row else None

    @strawberry.field(
        description="All sales channels, by name.",
        extensions=for_user(Privilege.SALES_CHANNEL_READ),
    )
    async def sales_channels(self, info: Info) -> list[SalesChannel]:
        return [SalesChannel.of(row) for row in await sales_channels.find(info.context.request)]
