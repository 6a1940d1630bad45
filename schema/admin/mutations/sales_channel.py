"""The mutations that create and change sales channels."""

from typing import Annotated

import strawberry

from auth.errors import Invalid, NotFound
from auth.privileges import Privilege
from resolvers.admin.sales_channels import changes, creation
from schema.admin.sales_channel_input import SalesChannelInput
from schema.guards import for_user
from schema.operation import Info
from schema.shared.sales_channel import ChannelId, SalesChannel


@strawberry.type
class SalesChannelMutations:
    @strawberry.mutation(
        description="Creates a sales channel with an access key of its own. `name` is required. "
        "Visitors who have chosen none get the language and the currency of the first domain; "
        "without a domain, `en-GB` and the currency of the catalogue.",
        extensions=for_user(Privilege.SALES_CHANNEL_WRITE, errors=[Invalid]),
    )
    async def create_sales_channel(
        self,
        info: Info,
        input: Annotated[
            SalesChannelInput, strawberry.argument(description="The new sales channel.")
        ],
    ) -> SalesChannel:
        return SalesChannel.of(await creation.create(info.context.request, input.change()))

    @strawberry.mutation(
        description="Changes a sales channel. If the change deactivates the channel, its sessions "
        "and imitations end; if it changes the type, the imitations end.",
        extensions=for_user(Privilege.SALES_CHANNEL_WRITE, errors=[Invalid, NotFound]),
    )
    async def update_sales_channel(
        self,
        info: Info,
        id: ChannelId,
        input: Annotated[SalesChannelInput, strawberry.argument(description="The changes.")],
    ) -> SalesChannel:
        return SalesChannel.of(await changes.update(info.context.request, id, input.change()))

    @strawberry.mutation(
        description="Gives a sales channel a new access key. The old one answers "
        "`FRAMEWORK__SALES_CHANNEL_NOT_FOUND` at once. Sessions stay: their tokens are valid "
        "with the new key. Visitors of a STOREFRONT log in again: its cookies belong to the key.",
        extensions=for_user(Privilege.SALES_CHANNEL_WRITE, errors=[Invalid, NotFound]),
    )
    async def rotate_access_key(self, info: Info, sales_channel_id: ChannelId) -> SalesChannel:
        changed = await changes.rotate_access_key(info.context.request, sales_channel_id)
        return SalesChannel.of(changed)
