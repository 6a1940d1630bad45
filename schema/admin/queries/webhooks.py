"""The queries about webhooks and their deliveries."""

from typing import Annotated

import strawberry

from auth.errors import Invalid
from auth.privileges import Privilege
from resolvers.admin import webhook_deliveries, webhooks
from schema.admin.webhook import Webhook, WebhookDelivery
from schema.enums import DeliveryState
from schema.guards import for_user
from schema.operation import Info
from schema.paging import After, Connection, First, connection


@strawberry.type
class WebhookQueries:
    @strawberry.field(
        description="All webhooks, oldest first.",
        extensions=for_user(Privilege.WEBHOOK_READ),
    )
    async def webhooks(self, info: Info) -> list[Webhook]:
        return [
            Webhook.of(seen.webhook, seen.url) for seen in await webhooks.find(info.context.request)
        ]

    @strawberry.field(
        description="The deliveries to webhooks, newest first.",
        extensions=for_user(Privilege.WEBHOOK_READ, errors=[Invalid]),
    )
    async def webhook_deliveries(
        self,
        info: Info,
        webhook_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only deliveries to this webhook."),
        ] = None,
        state: Annotated[
            DeliveryState | None,
            strawberry.argument(description="Only deliveries in this state."),
        ] = None,
        first: First = 25,
        after: After = None,
    ) -> Connection[WebhookDelivery]:
        page = await webhook_deliveries.find(
            info.context.request, webhook_id=webhook_id, state=state, first=first, after=after
        )
        return connection(page, WebhookDelivery.of)
