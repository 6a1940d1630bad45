"""Customers as users see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from auth.privileges import Privilege
from resolvers.admin.customers import CustomerChange
from resolvers.request.eligibility import Eligibility, Target
from resolvers.store import orders as order
from schema.enums import ImitationRefusal
from schema.guards import for_user
from schema.inputs import optional, required
from schema.operation import Info
from schema.paging import After, Connection, First, connection
from schema.shared.order import Order
from schema.shared.sales_channel import SalesChannel, SalesChannelDomain

if TYPE_CHECKING:
    from db import models

CustomerId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The id of the customer.")
]


@strawberry.type(description="A storefront the customer can be imitated in.")
class ImitationTarget:
    """A target."""

    sales_channel: SalesChannel = strawberry.field(description="The channel, always active.")
    domain: SalesChannelDomain = strawberry.field(description="One of its domains.")
    login_url: str = strawberry.field(
        description="Where a form with token, customerId and userId is POSTed; "
        "the token is in no URL. Shopware: frontend.account.login.imitate-customer."
    )

    @classmethod
    def of(cls, target: Target) -> "ImitationTarget":
        """As clients see it."""
        return cls(
            sales_channel=SalesChannel.of(target.sales_channel),
            domain=SalesChannelDomain.of(target.domain),
            login_url=target.login_url,
        )


@strawberry.type(
    description="Whether the signed-in user may imitate the customer: the one truth for button, "
    "dialog, generateImitateCustomerToken and imitateCustomerLogin."
)
class ImitationEligibility:
    """The verdict."""

    allowed: bool = strawberry.field(
        description="True where at least one sales channel, headless ones included, can be entered."
    )
    reasons: list[ImitationRefusal] = strawberry.field(
        description="Every cause of a refusal, not only the first; empty where allowed."
    )
    targets: list[ImitationTarget] = strawberry.field(
        description="The storefronts to choose from, by channel name, then language code, then "
        "URL. Empty where refused, and for a customer of headless channels alone."
    )

    @classmethod
    def of(cls, found: Eligibility) -> "ImitationEligibility":
        return cls(
            allowed=found.allowed,
            reasons=list(found.reasons),
            targets=[ImitationTarget.of(target) for target in found.targets],
        )


@strawberry.type(description="An account of the shop, or a guest who ordered without one.")
class Customer:
    """A customer."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    customer_number: str = strawberry.field(description="Unique among the customers.")
    email: str = strawberry.field(description="Unique among the accounts; guests may share one.")
    first_name: str = strawberry.field(description="The customer's first name.")
    last_name: str = strawberry.field(description="The customer's last name.")
    company: str | None = strawberry.field(description="Null for a private person.")
    active: bool = strawberry.field(description="False: switched off or deleted, no login.")
    guest: bool = strawberry.field(description="True for one without an account.")
    imitation_consent: bool = strawberry.field(
        description="Whether the customer agrees to be imitated."
    )
    created_at: datetime = strawberry.field(description="When the account was made.")
    last_login_at: datetime | None = strawberry.field(
        description="The last login by the customer himself, never by an imitator; null: none."
    )
    bound_sales_channel_id: strawberry.Private[str | None]
    row: strawberry.Private["models.Customer | None"]

    @strawberry.field(
        description="The only channel the customer may log in to; null where all are open to him."
    )
    async def bound_sales_channel(self, info: Info) -> SalesChannel | None:
        """The channel."""
        if self.bound_sales_channel_id is None:
            return None
        row = await info.context.load.sales_channel(self.bound_sales_channel_id)
        return SalesChannel.of(row) if row else None

    @strawberry.field(
        description="The customer's orders, newest first. Errors: "
        "`FRAMEWORK__MISSING_PRIVILEGE_ERROR`, `VIOLATION::INVALID`.",
        extensions=for_user(Privilege.ORDER_READ),
    )
    async def orders(self, info: Info, first: First = 25, after: After = None) -> Connection[Order]:
        """The orders."""
        page = await order.of_customer(info.context.request, self.id, first=first, after=after)
        return connection(page, Order.of)

    @strawberry.field(description="Whether the signed-in user may imitate this customer.")
    async def imitation(self, info: Info) -> ImitationEligibility:
        """The verdict of now."""
        return ImitationEligibility.of(await info.context.load.eligibility(self.row))

    @classmethod
    def of(cls, row: "models.Customer") -> "Customer":
        """As users see him."""
        return cls(
            id=strawberry.ID(row.id),
            customer_number=row.customer_number,
            email=row.email,
            first_name=row.first_name,
            last_name=row.last_name,
            company=row.company,
            active=row.active,
            guest=row.guest,
            imitation_consent=row.imitation_consent,
            created_at=row.created_at,
            last_login_at=row.last_login_at,
            bound_sales_channel_id=row.bound_sales_channel_id,
            row=row,
        )

    @classmethod
    def remembered(cls, imitation: "models.Imitation") -> "Customer":
        """A deleted customer, as the record of an imitation has him."""
        return cls(
            id=strawberry.ID(imitation.customer_id),
            customer_number=imitation.customer_number,
            email=imitation.customer_email,
            first_name=imitation.customer_first_name,
            last_name=imitation.customer_last_name,
            company=None,
            active=False,
            guest=False,
            imitation_consent=False,
            created_at=imitation.customer_created_at,
            last_login_at=None,
            bound_sales_channel_id=None,
            row=None,
        )


@strawberry.input(description="What to change of a customer; what is left out stays.")
class CustomerInput:
    """A change."""

    email: str | None = strawberry.field(
        default=strawberry.UNSET, description="At most 254 characters; null is refused."
    )
    first_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 100 characters; null is refused."
    )
    last_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 100 characters; null is refused."
    )
    company: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 255 characters; null removes it."
    )
    active: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="False ends sessions and imitations; null is refused.",
    )
    bound_sales_channel_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The only channel to log in to; null opens all."
    )
    imitation_consent: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="The consent as the customer gave it to the user; null is refused.",
    )

    def change(self) -> CustomerChange:
        """What the use case takes."""
        return CustomerChange(
            email=required(self.email, "email"),
            first_name=required(self.first_name, "firstName"),
            last_name=required(self.last_name, "lastName"),
            company=optional(self.company),
            active=required(self.active, "active"),
            bound_sales_channel_id=optional(self.bound_sales_channel_id),
            imitation_consent=required(self.imitation_consent, "imitationConsent"),
        )
