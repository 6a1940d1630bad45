"""The mutations that create, change and delete customers."""

from typing import Annotated

import strawberry

from auth.errors import Changed, DoesNotExist, Invalid, NotFound
from auth.privileges import Privilege
from resolvers.admin.customers import changes, creation, passwords, upsert
from schema.admin.customers.customer import Customer, CustomerId
from schema.admin.customers.customer_input import CustomerInput
from schema.admin.customers.customer_row import CustomerRow, CustomerRowResult
from schema.guards import for_user
from schema.operation import Info


@strawberry.type
class CustomerMutations:
    @strawberry.mutation(
        description="Creates a customer. `customerNumber`, `email` and both names are required. "
        "The password, where sent, is the customer's first.",
        extensions=for_user(Privilege.CUSTOMER_WRITE, errors=[DoesNotExist, Invalid]),
    )
    async def create_customer(
        self,
        info: Info,
        input: Annotated[CustomerInput, strawberry.argument(description="The new customer.")],
    ) -> Customer:
        row = await creation.create(info.context.request, input.change())
        return Customer.of(row, alone=True)

    @strawberry.mutation(
        description="Changes a customer. The privilege does not include imitation. If the change "
        "deactivates the customer or makes them a guest, their sessions and imitations end.",
        extensions=for_user(
            Privilege.CUSTOMER_WRITE, errors=[Changed, DoesNotExist, Invalid, NotFound]
        ),
    )
    async def update_customer(
        self,
        info: Info,
        id: CustomerId,
        input: Annotated[CustomerInput, strawberry.argument(description="The changes.")],
        expected: Annotated[
            CustomerInput | None,
            strawberry.argument(
                description="Values that the client has read, usually of the fields that it "
                "changes. If one is no longer so, the change is refused, and overwrites nothing. "
                "Null expects nothing."
            ),
        ] = None,
    ) -> Customer:
        before = None if expected is None else expected.change()
        changed = await changes.update(info.context.request, id, input.change(), expected=before)
        return Customer.of(changed, alone=True)

    @strawberry.mutation(
        description="Keeps customers in step with another system: creates or changes those of the "
        "rows, at most 500. Each row is stored and answered on its own, in the order of the rows; "
        "the same call again changes nothing. Rows that name one customer twice are all refused. "
        "After `UNAVAILABLE` some rows may be stored: send the call again.",
        extensions=for_user(Privilege.CUSTOMER_WRITE, errors=[Invalid]),
    )
    async def upsert_customers(
        self,
        info: Info,
        rows: Annotated[list[CustomerRow], strawberry.argument(description="The customers.")],
    ) -> list[CustomerRowResult]:
        results = await upsert.upsert(info.context.request, rows)
        return [CustomerRowResult.of(index, result) for index, result in enumerate(results)]

    @strawberry.mutation(
        description="Sets the password of a customer. Their sessions and imitations end.",
        extensions=for_user(Privilege.CUSTOMER_WRITE, errors=[Invalid, NotFound]),
    )
    async def set_customer_password(
        self,
        info: Info,
        id: CustomerId,
        password: Annotated[
            str, strawberry.argument(description="The new password: 8 to 1024 characters.")
        ],
    ) -> Customer:
        row = await passwords.set_password(info.context.request, id, password)
        return Customer.of(row, alone=True)

    @strawberry.mutation(
        description="Deletes a customer: their sessions and imitations end. Orders, records of "
        "imitations and the audit log stay, with the customer's names. Answers true.",
        extensions=for_user(Privilege.CUSTOMER_WRITE, errors=[Invalid, NotFound]),
    )
    async def delete_customer(self, info: Info, id: CustomerId) -> bool:
        return await changes.delete(info.context.request, id)
