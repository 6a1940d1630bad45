"""The rows of `upsertCustomers` and their results."""

import strawberry

from resolvers.admin.customers.upsert import Result, Row
from resolvers.admin.customers.values import CustomerChange
from schema.admin.customers.customer import Customer
from schema.error_codes import ErrorCode
from schema.inputs import optional, required


@strawberry.input(
    description="The values of a customer in another system. `id`, or without it `externalId`, "
    "tells whose they are. A field that is left out stays as it is; the fields are those of "
    "`CustomerInput`."
)
class CustomerRow:
    id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="The id of the customer. If it is unknown, a customer with this id is created; "
        "that of a deleted customer is refused.",
    )
    external_id: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The customer's id in the other system. If it is unknown and there is no `id`, "
        "a customer is created. Null removes it from the customer of the `id`.",
    )
    customer_number: str | None = strawberry.field(
        default=strawberry.UNSET, description="Needed for a new customer. Null is refused."
    )
    email: str | None = strawberry.field(
        default=strawberry.UNSET, description="Needed for a new customer. Null is refused."
    )
    first_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="Needed for a new customer. Null is refused."
    )
    last_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="Needed for a new customer. Null is refused."
    )
    company: str | None = strawberry.field(
        default=strawberry.UNSET, description="Null removes the company."
    )
    active: bool | None = strawberry.field(
        default=strawberry.UNSET, description="False ends sessions and imitations. Null is refused."
    )
    guest: bool | None = strawberry.field(
        default=strawberry.UNSET, description="True ends sessions and imitations. Null is refused."
    )
    bound_sales_channel_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="The only sales channel to which the customer may log in. Null opens all. In "
        "no channel may two accounts have one e-mail address.",
    )
    imitation_consent: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="The consent as the customer told it to the other system. False withdraws "
        "only what was given. Null is refused.",
    )

    def values(self) -> Row:
        """The row as the use case takes it."""
        return Row(
            id=self.id or None,
            change=CustomerChange(
                customer_number=required(self.customer_number, "customerNumber"),
                external_id=optional(self.external_id),
                email=required(self.email, "email"),
                first_name=required(self.first_name, "firstName"),
                last_name=required(self.last_name, "lastName"),
                company=optional(self.company),
                active=required(self.active, "active"),
                guest=required(self.guest, "guest"),
                bound_sales_channel_id=optional(self.bound_sales_channel_id),
                imitation_consent=required(self.imitation_consent, "imitationConsent"),
            ),
        )


@strawberry.type(description="What became of one row of `upsertCustomers`.")
class CustomerRowResult:
    index: int = strawberry.field(description="The place of the row in the call, from 0.")
    customer: Customer | None = strawberry.field(
        description="The customer as they are now. Null if the row was refused."
    )
    created: bool = strawberry.field(description="True if the row created the customer.")
    code: ErrorCode | None = strawberry.field(
        description="Why the row was refused. Null if it was stored."
    )
    field: str | None = strawberry.field(
        description="The field of the row that was refused. Null if it was stored, or if no single "
        "field is the cause."
    )
    message: str | None = strawberry.field(
        description="The refusal for people. Null if the row was stored."
    )

    @classmethod
    def of(cls, index: int, result: Result) -> "CustomerRowResult":
        refusal = result.refusal
        field = None if refusal is None else refusal.extensions.get("field")
        return cls(
            index=index,
            customer=None if result.customer is None else Customer.of(result.customer),
            created=result.created,
            code=None if refusal is None else refusal.code,
            field=None if field is None else str(field),
            message=None if refusal is None else str(refusal),
        )
