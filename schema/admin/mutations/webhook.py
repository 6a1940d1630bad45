"""The mutations about webhooks."""

from typing import Annotated

import strawberry

from auth.errors import Invalid, NotFound
from auth.privileges import Privilege
from resolvers.admin import webhook_deliveries, webhooks
from schema.admin.webhook import DeliveryId, Webhook, WebhookDelivery, WebhookId, WebhookSecret
from schema.admin.webhook_input import WebhookInput
from schema.guards import for_user
from schema.operation import Info


@strawberry.type
class WebhookMutations:
    @strawberry.mutation(
        description="Creates a webhook. `url` and `events` are required. The signing secret is "
        "answered here and never again. There are at most 50 webhooks.",
        extensions=for_user(Privilege.WEBHOOK_WRITE, errors=[Invalid]),
    )
    async def create_webhook(
        self,
        info: Info,
        input: Annotated[WebhookInput, strawberry.argument(description="The new webhook.")],
    ) -> WebhookSecret:
        return WebhookSecret.of(await webhooks.create(info.context.request, input.change()))

    @strawberry.mutation(
        description="Changes a webhook. It counts as one that answers, so that what waits is sent "
        "at once.",
        extensions=for_user(Privilege.WEBHOOK_WRITE, errors=[Invalid, NotFound]),
    )
    async def update_webhook(
        self,
        info: Info,
        id: WebhookId,
        input: Annotated[WebhookInput, strawberry.argument(description="The changes.")],
    ) -> Webhook:
        changed = await webhooks.update(info.context.request, id, input.change())
        return Webhook.of(changed, changed.url)

    @strawberry.mutation(
        description="Deletes a webhook with its deliveries; what waits is not sent. Answers true.",
        extensions=for_user(Privilege.WEBHOOK_WRITE, errors=[Invalid, NotFound]),
    )
    async def delete_webhook(self, info: Info, id: WebhookId) -> bool:
        return await webhooks.delete(info.context.request, id)

    @strawberry.mutation(
        description="Sends a delivery of the kind TEST, once. The answer is WAITING; "
        "`webhookDeliveries` shows the outcome a few seconds later. A webhook that is not active "
        "answers `VIOLATION::INVALID`.",
        extensions=for_user(Privilege.WEBHOOK_WRITE, errors=[Invalid, NotFound]),
    )
    async def test_webhook(self, info: Info, id: WebhookId) -> WebhookDelivery:
        return WebhookDelivery.of(await webhook_deliveries.test(info.context.request, id))

    @strawberry.mutation(
        description="Sends the event of a delivery that is DELIVERED or FAILED once more, as a new "
        "delivery with the same `webhook-id`. One that is WAITING, and a webhook that is not "
        "active, answer `VIOLATION::INVALID`.",
        extensions=for_user(Privilege.WEBHOOK_WRITE, errors=[Invalid, NotFound]),
    )
    async def replay_webhook_delivery(self, info: Info, id: DeliveryId) -> WebhookDelivery:
        return WebhookDelivery.of(await webhook_deliveries.replay(info.context.request, id))
