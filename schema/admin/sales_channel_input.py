"""The input of `createSalesChannel` and `updateSalesChannel`."""

import strawberry

from resolvers.admin.sales_channels.values import SalesChannelChange
from resolvers.values.changes import UNCHANGED
from resolvers.values.domains import Domain
from schema.enums import SalesChannelType
from schema.inputs import required


@strawberry.input(description="A domain of a shop.")
class SalesChannelDomainInput:
    url: str = strawberry.field(
        description="An http or https address with a host, and with a port and a path of at most "
        "8 segments if needed; no query. The host is a name by IDNA 2008, in Unicode or ASCII, or "
        "an IP address. It is stored in the form that browsers send, in which it is unique among "
        "all domains."
    )
    language: str = strawberry.field(description="A BCP 47 code such as `de-DE`.")
    currency: str = strawberry.field(
        description="An ISO 4217 code such as `EUR`. The shop must have an exchange rate for it."
    )


@strawberry.input(
    description="The values of a sales channel. In a change, a field that is left out stays as it "
    "is."
)
class SalesChannelInput:
    name: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="1 to 100 characters, unique among the sales channels. Null is refused.",
    )
    type: SalesChannelType | None = strawberry.field(
        default=strawberry.UNSET,
        description="The kind of the channel; of a new one it is STOREFRONT if left out. Another "
        "type ends the imitations in the channel. Null is refused.",
    )
    active: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="False closes the channel: its sessions and imitations end. Null is refused.",
    )
    landing_path: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="An absolute path of at most 255 characters, without a query, a fragment and "
        "empty segments; a slash at its end counts. Of a new channel it is "
        "`/account/login/imitate-customer` if left out. It counts from the next hand-over on. Null "
        "is refused.",
    )
    domains: list[SalesChannelDomainInput] | None = strawberry.field(
        default=strawberry.UNSET,
        description="All domains of the channel, at most 200. A domain that is missing here is "
        "removed. Of a STOREFRONT no path may begin as a path of the server's own routes, such as "
        "`/api` or `/admin`. Null is refused.",
    )

    def change(self) -> SalesChannelChange:
        """The input as the use case takes it."""
        domains = required(self.domains, "domains")
        return SalesChannelChange(
            name=required(self.name, "name"),
            type=required(self.type, "type"),
            active=required(self.active, "active"),
            landing_path=required(self.landing_path, "landingPath"),
            domains=domains
            if domains is UNCHANGED
            else [Domain(d.url, d.language, d.currency) for d in domains],
        )
