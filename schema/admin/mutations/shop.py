"""The mutations that change customers and sales channels."""

from typing import Annotated

import strawberry

from auth.errors import DoesNotExist, Invalid, NotFound
from auth.privileges import Privilege
from resolvers.admin import customers, sales_channels
from schema.admin.customer import Customer, CustomerId
from schema.admin.customer_input import CustomerInput
from schema.admin.sales_channel_input import SalesChannelInput
from schema.guards import for_user
from schema.operation import Info
from schema.shared.sales_channel import ChannelId, SalesChannel


@strawberry.type
class ShopMutations:
    @strawberry.mutation(
        description="Changes a customer. The privilege does not include imitation. If the change "
        "deactivates the customer, their sessions and imitations end.",
        extensions=for_user(Privilege.CUSTOMER_WRITE, errors=[DoesNotExist, Invalid, NotFound]),
    )
    async def update_customer(
        self,
        info: Info,
        id: CustomerId,
        input: Annotated[CustomerInput, strawberry.argument(description="The changes.")],
    ) -> Customer:
        return Customer.of(await customers.update(info.context.request, id, input.change()))

    @strawberry.mutation(
        description="Deletes a customer: their sessions and imitations end. Orders, records of "
        "imitations and the audit log stay, with the customer's names. Answers true.",
        extensions=for_user(Privilege.CUSTOMER_WRITE, errors=[Invalid, NotFound]),
    )
    async def delete_customer(self, info: Info, id: CustomerId) -> bool:
        return await customers.delete(info.context.request, id)

    @strawberry.mutation(
        description="Changes a sales channel. If the change deactivates the channel, its sessions "
        "and imitations end.",
        extensions=for_user(Privilege.SALES_CHANNEL_WRITE, errors=[Invalid, NotFound]),
    )
    async def update_sales_channel(
        self,
        info: Info,
        id: ChannelId,
        input: Annotated[SalesChannelInput, strawberry.argument(description="The changes.")],
    ) -> SalesChannel:
        row = await sales_channels.update(info.context.request, id, input.change())
        return SalesChannel.of(row)
