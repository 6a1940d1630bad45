"""The input of `createCustomer` and `updateCustomer`."""

import strawberry

from resolvers.admin.customers.values import CustomerChange
from schema.inputs import optional, required


@strawberry.input(
    description="A new customer, or the changes of one. A field that is left out stays as it is."
)
class CustomerInput:
    customer_number: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="1 to 64 characters, unique among the customers. Null is refused.",
    )
    external_id: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The customer's id in another system: 1 to 255 characters, unique among the "
        "customers. Null removes it.",
    )
    email: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="At most 254 characters. Accounts share an address only where each is bound to "
        "another sales channel. Null is refused.",
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
    guest: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="True makes the account a guest's, which ends its sessions and imitations. "
        "False makes an account of a guest, whose e-mail address must be free. Null is refused.",
    )
    password: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The first password of a new customer: 8 to 1024 characters. Without it the "
        "customer cannot log in by one. `updateCustomer` refuses it: `setCustomerPassword` changes "
        "a password. Null is refused.",
    )
    bound_sales_channel_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="The only sales channel to which the customer may log in, where no other "
        "account may have the e-mail address. Imitations in other channels end. Null opens all "
        "channels.",
    )
    imitation_consent: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="The consent as the customer told it to the user. False withdraws what was "
        "given, which ends the customer's imitations unless the server heeds no consent; of a "
        "customer who was not asked it changes nothing. Null is refused.",
    )
    needs_approval: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="True if another user has to approve imitations with full access, as for "
        "prominent customers and employees. For 24 hours false does not count for the user who "
        "sets it, and for nobody if an integration does. Null is refused.",
    )

    def change(self) -> CustomerChange:
        """The input as the use case takes it."""
        return CustomerChange(
            customer_number=required(self.customer_number, "customerNumber"),
            external_id=optional(self.external_id),
            email=required(self.email, "email"),
            first_name=required(self.first_name, "firstName"),
            last_name=required(self.last_name, "lastName"),
            company=optional(self.company),
            active=required(self.active, "active"),
            guest=required(self.guest, "guest"),
            password=required(self.password, "password"),
            bound_sales_channel_id=optional(self.bound_sales_channel_id),
            imitation_consent=required(self.imitation_consent, "imitationConsent"),
            needs_approval=required(self.needs_approval, "needsApproval"),
        )
