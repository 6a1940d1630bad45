"""Whether a customer can be imitated, and in which storefronts."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from auth.errors import Invalid
from resolvers.request.eligibility.needed import Wanted
from resolvers.request.eligibility.targets import Target, TargetPage
from resolvers.request.eligibility.verdict import Eligibility
from schema.enums import ImitationAccess, ImitationRefusal
from schema.error_codes import error_list
from schema.loading.load import Load, loaded
from schema.operation import Info
from schema.paging import First
from schema.shared.sales_channel import SalesChannel, SalesChannelDomain

if TYPE_CHECKING:
    from db import models

AfterTarget: TypeAlias = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="The `domain { id }` of the last target seen: later ones are answered. Null "
        "answers the first page."
    ),
]


@strawberry.type(description="A page of a shop on which the customer can be imitated.")
class ImitationTarget:
    sales_channel: SalesChannel = strawberry.field(description="The sales channel. It is active.")
    domain: SalesChannelDomain = strawberry.field(description="One domain of the channel.")
    login_url: str = strawberry.field(
        description="The address to which a form with `token`, `customerId` and `userId` is "
        "POSTed. The token must not be part of a URL. "
        "Shopware: frontend.account.login.imitate-customer."
    )

    @classmethod
    def of(cls, target: Target) -> "ImitationTarget":
        return cls(
            sales_channel=SalesChannel.of(target.sales_channel),
            domain=SalesChannelDomain.of(target.domain),
            login_url=target.login_url,
        )


@strawberry.type(
    description="Whether the signed-in user may imitate the customer now. "
    "`generateImitateCustomerToken` and `imitateCustomerLogin` decide by the same rule."
)
class ImitationEligibility:
    allowed: bool = strawberry.field(
        description="True if the user may imitate the customer in at least one sales channel, "
        "which may be a headless one. `generateImitateCustomerToken` is then the next step."
    )
    reasons: list[ImitationRefusal] = strawberry.field(
        description="Every reason against it. Empty if `allowed` is true."
    )
    vetoes: list[str] = strawberry.field(
        description="Why plug-ins veto it, in their words: one line of at most 200 characters "
        "each. They are asked where one customer is answered, as by the field `customer`, not "
        "where many are. Empty if none vetoes or was asked."
    )
    found: strawberry.Private[Eligibility]
    row: strawberry.Private["models.Customer | None"]

    @strawberry.field(
        description="What an imitation with this access needs before its token can be generated. "
        "`allowed` does not depend on it; `generateImitateCustomerToken` names what is missing "
        "among its reasons."
    )
    @loaded
    def needs(
        self,
        info: Info,
        access: Annotated[
            ImitationAccess, strawberry.argument(description="What the user wants to do.")
        ],
    ) -> Load[list[ImitationRefusal]]:
        wanted = Wanted(self.row, access, self.found.channels.role_needs)
        return info.context.load.needs(wanted).to(list)

    @strawberry.field(
        description="The shops to choose from, by channel name, then language, then URL. "
        "Empty if `allowed` is false, and if only headless channels are open to the customer.\n\n"
        + error_list([Invalid])
    )
    @loaded
    def targets(
        self, info: Info, first: First = 100, after: AfterTarget = None
    ) -> Load[list[ImitationTarget]] | list[ImitationTarget]:
        page = TargetPage.of(self.found, first=first, after=after)
        if not self.found.allowed:
            return []
        return info.context.load.targets(page).to(
            lambda found: [ImitationTarget.of(target) for target in found]
        )

    @classmethod
    def of(cls, found: Eligibility, row: "models.Customer | None") -> "ImitationEligibility":
        return cls(
            allowed=found.allowed,
            reasons=list(found.reasons),
            vetoes=list(found.vetoes),
            found=found,
            row=row,
        )
