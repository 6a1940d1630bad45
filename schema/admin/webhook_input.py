"""The input of `createWebhook` and `updateWebhook`."""

import strawberry

from resolvers.admin.webhooks import WebhookChange
from schema.enums import WebhookEvent
from schema.inputs import required


@strawberry.input(
    description="A new webhook, or the changes of one. A field that is left out stays as it is."
)
class WebhookInput:
    url: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="An https address of at most 500 visible ASCII characters, without user, "
        "password and fragment; outside of production also http. Every address of its host must be "
        "public, or in a network that the server allows. Null is refused.",
    )
    events: list[WebhookEvent] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The kinds of events to send, at least one, without TEST. Null is refused.",
    )
    active: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="False sends nothing until it is true again; events meanwhile are left out. A "
        "new webhook is active by default. Null is refused.",
    )

    def change(self) -> WebhookChange:
        """The input as the use case takes it."""
        return WebhookChange(
            url=required(self.url, "url"),
            events=required(self.events, "events"),
            active=required(self.active, "active"),
        )
