"""The query about integrations."""

import strawberry

from auth.privileges import Privilege
from resolvers.admin import integrations
from schema.admin.integrations.integration import Integration
from schema.guards import for_user
from schema.operation import Info


@strawberry.type
class IntegrationQueries:
    @strawberry.field(
        description="All integrations, by label.",
        extensions=for_user(Privilege.INTEGRATION_READ),
    )
    async def integrations(self, info: Info) -> list[Integration]:
        return [Integration.of(row) for row in await integrations.find(info.context.request)]
