"""The mutations that change customers."""

from typing import Annotated

import strawberry

from auth.errors import DoesNotExist, Invalid, NotFound
from auth.privileges import Privilege
from resolvers.admin import customers
from schema.admin.customer import Customer, CustomerId
from schema.admin.customer_input import CustomerInput
from schema.guards import for_user
from schema.operation import Info


@strawberry.type
class CustomerMutations:
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
