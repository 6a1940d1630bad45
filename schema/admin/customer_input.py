"""The input of `updateCustomer`."""

import strawberry

from resolvers.admin.customers import CustomerChange
from schema.inputs import optional, required


@strawberry.input(description="The changes of a customer. A field that is left out stays as it is.")
class CustomerInput:
    email: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="At most 254 characters, unique among the accounts. Null is refused.",
    )
    first_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 100 characters. Null is refused."
    )
    last_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 100 characters. Null is refused."
    )
    company: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 255 characters. Null removes the company."
    )
    active: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="False deactivates the account: the customer's sessions and imitations end. "
        "Null is refused.",
    )
    bound_sales_channel_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="The only sales channel to which the customer may log in. Imitations in other "
        "channels end. Null opens all channels.",
    )
    imitation_consent: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="The consent as the customer told it to the user. If the server requires "
        "consent, false ends the customer's imitations. Null is refused.",
    )

    def change(self) -> CustomerChange:
        """The input as the use case takes it."""
        return CustomerChange(
            email=required(self.email, "email"),
            first_name=required(self.first_name, "firstName"),
            last_name=required(self.last_name, "lastName"),
            company=optional(self.company),
            active=required(self.active, "active"),
            bound_sales_channel_id=optional(self.bound_sales_channel_id),
            imitation_consent=required(self.imitation_consent, "imitationConsent"),
        )
