"""Customers as users see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from auth.errors import Invalid
from auth.privileges import Privilege
from resolvers.request.eligibility.verdict import Asked
from resolvers.store import orders
from schema.admin.customers.eligibility import ImitationEligibility
from schema.guards import for_user
from schema.loading.load import Load, loaded
from schema.operation import Info
from schema.paging import After, Connection, First, connection
from schema.shared.order import Order
from schema.shared.sales_channel import SalesChannel

if TYPE_CHECKING:
    from db import models

CustomerId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The id of the customer.")
]


@strawberry.type(
    description="A customer of the shop: the holder of an account, or a guest who ordered without "
    "one."
)
class Customer:
    id: strawberry.ID = strawberry.field(
        description="The id of the customer: 32 lower-case hex characters."
    )
    customer_number: str = strawberry.field(
        description="The customer's number, unique among the customers."
    )
    external_id: str | None = strawberry.field(
        description="The customer's id in another system, unique among the customers. Null if "
        "none is known."
    )
    email: str = strawberry.field(
        description="The e-mail address. Accounts share one only where each is bound to another "
        "sales channel; guests may share one with all."
    )
    first_name: str = strawberry.field(description="The customer's first name.")
    last_name: str = strawberry.field(description="The customer's last name.")
    company: str | None = strawberry.field(
        description="The customer's company. Null for a private person."
    )
    active: bool = strawberry.field(
        description="False if the account is deactivated or deleted. The customer cannot log in."
    )
    guest: bool = strawberry.field(description="True if the customer has no account.")
    imitation_consent: bool = strawberry.field(
        description="True if the customer agrees that users imitate them: the consent. False if "
        "they were not asked, or withdrew it. The server's setting CONSENT_REQUIRED says who can "
        "be imitated."
    )
    imitation_consent_withdrawn_at: datetime | None = strawberry.field(
        description="The time at which the customer withdrew their consent. Null if they gave it, "
        "or were not asked."
    )
    needs_approval: bool = strawberry.field(
        description="True if another user has to approve imitations with full access."
    )
    created_at: datetime = strawberry.field(
        description="The time at which the customer was created."
    )
    last_login_at: datetime | None = strawberry.field(
        description="The time of the customer's last login. An imitation is no login of the "
        "customer. Null if the customer never logged in."
    )
    bound_sales_channel_id: strawberry.Private[str | None]
    row: strawberry.Private["models.Customer | None"]
    alone: strawberry.Private[bool] = False  # the answer is about this customer, not a list

    @strawberry.field(
        description="The only sales channel to which the customer may log in. Null if all are open."
    )
    @loaded
    def bound_sales_channel(self, info: Info) -> Load[SalesChannel | None] | None:
        if self.bound_sales_channel_id is None:
            return None
        return info.context.load.sales_channel(self.bound_sales_channel_id).to(
            lambda row: SalesChannel.of(row) if row else None
        )

    @strawberry.field(
        description="The customer's orders, newest first.",
        extensions=for_user(Privilege.ORDER_READ, errors=[Invalid]),
    )
    async def orders(self, info: Info, first: First = 25, after: After = None) -> Connection[Order]:
        page = await orders.find_of_customer(
            info.context.request, self.id, first=first, after=after
        )
        return connection(page, Order.of)

    @strawberry.field(
        description="Whether, and in which storefronts, the signed-in user may imitate this "
        "customer."
    )
    @loaded
    def imitation(self, info: Info) -> Load[ImitationEligibility]:
        return info.context.load.eligibility(Asked(self.row, self.alone)).to(
            lambda found: ImitationEligibility.of(found, self.row)
        )

    @classmethod
    def of(cls, row: "models.Customer", *, alone: bool = False) -> "Customer":
        return cls(
            id=strawberry.ID(row.id),
            customer_number=row.customer_number,
            external_id=row.external_id,
            email=row.shown_email,
            first_name=row.first_name,
            last_name=row.last_name,
            company=row.company,
            active=row.active,
            guest=row.guest,
            imitation_consent=row.imitation_consent,
            imitation_consent_withdrawn_at=row.imitation_consent_withdrawn_at,
            needs_approval=row.needs_approval,
            created_at=row.created_at,
            last_login_at=row.last_login_at,
            bound_sales_channel_id=row.bound_sales_channel_id,
            row=row,
            alone=alone,
        )

    @classmethod
    def remembered(cls, imitation: "models.Imitation") -> "Customer":
        """A deleted customer, as the record of an imitation names them."""
        return cls(
            id=strawberry.ID(imitation.customer_id),
            customer_number=imitation.customer_number,
            external_id=None,
            email=imitation.customer_email,
            first_name=imitation.customer_first_name,
            last_name=imitation.customer_last_name,
            company=None,
            active=False,
            guest=False,
            imitation_consent=False,
            imitation_consent_withdrawn_at=None,
            needs_approval=False,
            created_at=imitation.customer_created_at,
            last_login_at=None,
            bound_sales_channel_id=None,
            row=None,
        )
