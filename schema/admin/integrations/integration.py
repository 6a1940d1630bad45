"""Integrations, and the one answer that holds a secret."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from resolvers.admin.integrations import NewSecret
from schema.admin.role import Role
from schema.loading.load import Load, loaded
from schema.operation import Info

if TYPE_CHECKING:
    from db import models

IntegrationId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The id of the integration.")
]


@strawberry.type(
    description="A machine that calls the API in its own name. It sends `clientId` and its secret "
    "to `POST /oauth/token` (RFC 6749, 4.4) and gets a bearer token for ten minutes. It may do "
    "what its roles grant, except what a person must answer for: it never imitates customers."
)
class Integration:
    id: strawberry.ID = strawberry.field(
        description="The id of the integration: 32 lower-case hex characters."
    )
    label: str = strawberry.field(description="The name of the integration for people.")
    client_id: str = strawberry.field(
        description="The public name that the machine sends together with its secret."
    )
    active: bool = strawberry.field(
        description="False if the integration is deactivated. Its secrets and bearer tokens are "
        "refused."
    )
    created_at: datetime = strawberry.field(description="The time of its creation.")
    last_used_at: datetime | None = strawberry.field(
        description="The time of its last use, to the minute. Null if it was never used."
    )
    expires_at: datetime | None = strawberry.field(
        description="The time from which on it is refused. Null if it has no end."
    )

    @strawberry.field(description="The roles of the integration, by name.")
    @loaded
    def roles(self, info: Info) -> Load[list[Role]]:
        return info.context.load.roles_of_integration(self.id).to(
            lambda rows: [Role.of(row) for row in rows]
        )

    @classmethod
    def of(cls, row: "models.Integration") -> "Integration":
        return cls(
            id=strawberry.ID(row.id),
            label=row.label,
            client_id=row.client_id,
            active=row.active,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
        )


@strawberry.type(description="An integration with its new secret.")
class IntegrationSecret:
    integration: Integration = strawberry.field(description="The integration.")
    secret: str = strawberry.field(
        description="The secret to send to `POST /oauth/token`. It is in this answer only; the "
        "server keeps its SHA-256."
    )

    @classmethod
    def of(cls, made: NewSecret) -> "IntegrationSecret":
        return cls(integration=Integration.of(made.integration), secret=made.secret)
