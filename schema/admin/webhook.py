"""Webhooks and deliveries as users see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from resolvers.admin.webhooks import CreatedWebhook
from schema.enums import DeliveryState, WebhookEvent

if TYPE_CHECKING:
    from db import models

WebhookId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The id of the webhook.")
]
DeliveryId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The id of the delivery.")
]


@strawberry.type(
    description="A receiver of events: the server posts each event of the kinds that it asks for "
    "to its URL, signed after the Standard Webhooks specification."
)
class Webhook:
    id: strawberry.ID = strawberry.field(
        description="The id of the webhook: 32 lower-case hex characters."
    )
    url: str = strawberry.field(
        description="The address to which events are posted. Callers without the privilege "
        "`webhook:write` get its scheme, its host, the first characters of its path, and `…` for "
        "the rest, which often holds a key of the receiver."
    )
    events: list[WebhookEvent] = strawberry.field(
        description="The kinds of events that the webhook asks for, sorted."
    )
    active: bool = strawberry.field(
        description="False if nothing is sent. What waits goes on once it is true again."
    )
    failing_since: datetime | None = strawberry.field(
        description="The time from which on no attempt was answered with a status of 200 to 299. "
        "Null if the last one was. Once a delivery has FAILED without any answer in three days, "
        "only tests and replays are sent until one is answered; then what waits goes on."
    )
    created_at: datetime = strawberry.field(
        description="The time at which it was created. Earlier events are not sent."
    )

    @classmethod
    def of(cls, row: "models.Webhook", url: str) -> "Webhook":
        return cls(
            id=strawberry.ID(row.id),
            url=url,
            events=[WebhookEvent(kind) for kind in row.kinds],
            active=row.active,
            failing_since=row.failing_since,
            created_at=row.created_at,
        )


@strawberry.type(description="A new webhook with its signing secret.")
class WebhookSecret:
    webhook: Webhook = strawberry.field(description="The webhook.")
    secret: str = strawberry.field(
        description="The secret with which the receiver verifies signatures: `whsec_` and base64. "
        "It is in this answer only."
    )

    @classmethod
    def of(cls, created: CreatedWebhook) -> "WebhookSecret":
        return cls(webhook=Webhook.of(created.webhook, created.webhook.url), secret=created.secret)


@strawberry.type(
    description="An event on its way to a webhook. Deliveries are kept for 30 days. Events of one "
    "imitation are sent in their order, each after the one before was delivered or has failed; "
    "between imitations there is no order."
)
class WebhookDelivery:
    id: strawberry.ID = strawberry.field(
        description="The number of the delivery. Later deliveries have higher numbers."
    )
    webhook_id: strawberry.ID = strawberry.field(description="The id of the webhook.")
    event: WebhookEvent = strawberry.field(description="The kind of the event.")
    state: DeliveryState = strawberry.field(description="The state of the delivery.")
    attempts: int = strawberry.field(description="The number of attempts that were begun.")
    last_status: int | None = strawberry.field(
        description="The HTTP status of the last answer. Null if the last attempt got no answer "
        "in ten seconds, or if the address is not allowed."
    )
    created_at: datetime = strawberry.field(
        description="The time at which the delivery was created, a second or two after the event."
    )
    next_attempt_at: datetime | None = strawberry.field(
        description="The time of the next attempt. Null if there is none, or if an earlier event "
        "of the same imitation is sent first."
    )
    delivered_at: datetime | None = strawberry.field(
        description="The time at which it was answered. Null unless `state` is DELIVERED."
    )

    @classmethod
    def of(cls, row: "models.WebhookDelivery") -> "WebhookDelivery":
        return cls(
            id=strawberry.ID(str(row.number)),
            webhook_id=strawberry.ID(row.webhook_id),
            event=WebhookEvent(row.kind),
            state=DeliveryState(row.state),
            attempts=row.attempts,
            last_status=row.last_status,
            created_at=row.created_at,
            next_attempt_at=row.next_attempt_at,
            delivered_at=row.delivered_at,
        )
