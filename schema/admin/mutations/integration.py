"""The mutations that create, change and delete integrations."""

from typing import Annotated

import strawberry

from auth.errors import DoesNotExist, Invalid, NotFound
from auth.privileges import Privilege
from resolvers.admin import integrations
from schema.admin.integrations.integration import Integration, IntegrationId, IntegrationSecret
from schema.admin.integrations.integration_input import IntegrationInput
from schema.guards import for_user
from schema.operation import Info


@strawberry.type
class IntegrationMutations:
    @strawberry.mutation(
        description="Creates an integration and answers its secret. `label` is required. There are "
        "at most 500.",
        extensions=for_user(Privilege.INTEGRATION_WRITE, errors=[DoesNotExist, Invalid]),
    )
    async def create_integration(
        self,
        info: Info,
        input: Annotated[IntegrationInput, strawberry.argument(description="The integration.")],
    ) -> IntegrationSecret:
        made = await integrations.create(info.context.request, input.change())
        return IntegrationSecret.of(made)

    @strawberry.mutation(
        description="Changes an integration. One whose roles grant a privilege that the caller "
        "lacks cannot be changed, rotated or deleted.",
        extensions=for_user(Privilege.INTEGRATION_WRITE, errors=[DoesNotExist, Invalid, NotFound]),
    )
    async def update_integration(
        self,
        info: Info,
        id: IntegrationId,
        input: Annotated[IntegrationInput, strawberry.argument(description="The changes.")],
    ) -> Integration:
        return Integration.of(await integrations.update(info.context.request, id, input.change()))

    @strawberry.mutation(
        description="Makes another secret and answers it. The secret before it lives on for "
        "`overlap` seconds, so that machines can be changed one after another; then its bearer "
        "tokens end, too. A still older secret ends at once.",
        extensions=for_user(Privilege.INTEGRATION_WRITE, errors=[Invalid, NotFound]),
    )
    async def rotate_integration_secret(
        self,
        info: Info,
        id: IntegrationId,
        overlap: Annotated[
            int,
            strawberry.argument(
                description="How many seconds the secret before it lives on, at most a day."
            ),
        ] = 0,
    ) -> IntegrationSecret:
        made = await integrations.rotate_secret(info.context.request, id, overlap=overlap)
        return IntegrationSecret.of(made)

    @strawberry.mutation(
        description="Deletes an integration. Its secrets and bearer tokens are dead at once; the "
        "audit log keeps its label. Answers true.",
        extensions=for_user(Privilege.INTEGRATION_WRITE, errors=[Invalid, NotFound]),
    )
    async def delete_integration(self, info: Info, id: IntegrationId) -> bool:
        return await integrations.delete(info.context.request, id)
