"""The input of `createIntegration` and `updateIntegration`."""

from datetime import datetime

import strawberry

from resolvers.admin.integrations import IntegrationChange
from schema.inputs import optional, required


@strawberry.input(
    description="A new integration, or the changes of one. A field that is left out stays as it is."
)
class IntegrationInput:
    label: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 100 characters. Null is refused."
    )
    role_ids: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The ids of all roles of the integration. Only a caller who holds every "
        "privilege of these roles can give them. Null is refused.",
    )
    active: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="False deactivates the integration from its next request on. Null is refused.",
    )
    expires_at: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description="A time to come, from which on the integration is refused. Null: no end.",
    )

    def change(self) -> IntegrationChange:
        """The input as the use case takes it."""
        return IntegrationChange(
            label=required(self.label, "label"),
            role_ids=required(self.role_ids, "roleIds"),
            active=required(self.active, "active"),
            expires_at=optional(self.expires_at),
        )
