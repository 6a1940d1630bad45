"""Sales channels and their domains."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from resolvers.admin.sales_channels import DomainChange, SalesChannelChange
from resolvers.request.access import readable_access_key
from resolvers.request.changes import UNCHANGED
from schema.enums import SalesChannelType
from schema.inputs import required
from schema.operation import Info

if TYPE_CHECKING:
    from db import models

ChannelId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The id of the sales channel.")
]


@strawberry.type(description="An address on which a storefront answers.")
class SalesChannelDomain:
    """A domain."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    url: str = strawberry.field(description="http or https, without a trailing slash.")
    language: str = strawberry.field(description="A BCP 47 code such as `de-DE`.")
    currency: str = strawberry.field(description="An ISO 4217 code.")

    @classmethod
    def of(cls, row: "models.SalesChannelDomain") -> "SalesChannelDomain":
        """As clients see it."""
        return cls(
            id=strawberry.ID(row.id), url=row.url, language=row.language, currency=row.currency
        )


@strawberry.type(description="A shop: a storefront, or the API of a headless one.")
class SalesChannel:
    """A channel."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    name: str = strawberry.field(description="Unique among the channels.")
    type: SalesChannelType = strawberry.field(description="What kind of shop it is.")
    active: bool = strawberry.field(description="False: closed, store requests are refused.")
    key: strawberry.Private[str | None]

    @strawberry.field(
        description="What store requests send in the header sw-access-key. Null to anyone without "
        "the privilege sales_channel:read."
    )
    async def access_key(self, info: Info) -> str | None:
        """For users with the privilege."""
        return await readable_access_key(info.context.request, self.key)

    @strawberry.field(description="By language, then URL. Empty for most headless channels.")
    async def domains(self, info: Info) -> list[SalesChannelDomain]:
        """The addresses."""
        rows = await info.context.load.domains(self.id)
        return [SalesChannelDomain.of(row) for row in rows]

    @classmethod
    def of(cls, row: "models.SalesChannel") -> "SalesChannel":
        """As clients see it."""
        return cls(
            id=strawberry.ID(row.id),
            name=row.name,
            type=SalesChannelType(row.type),
            active=row.active,
            key=row.access_key,
        )


@strawberry.input(description="An address for a storefront.")
class SalesChannelDomainInput:
    """A domain as a user typed it."""

    url: str = strawberry.field(
        description="http or https, with host and, where needed, port and path; no query."
    )
    language: str = strawberry.field(description="A BCP 47 code such as `de-DE`.")
    currency: str = strawberry.field(description="An ISO 4217 code with an exchange rate here.")


@strawberry.input(description="What to change of a sales channel; what is left out stays.")
class SalesChannelInput:
    """A change."""

    name: str | None = strawberry.field(
        default=strawberry.UNSET, description="1 to 100 characters, unique; null is refused."
    )
    active: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="False ends sessions and imitations; null is refused.",
    )
    domains: list[SalesChannelDomainInput] | None = strawberry.field(
        default=strawberry.UNSET, description="The whole list, at most 100; null is refused."
    )

    def change(self) -> SalesChannelChange:
        """What the use case takes."""
        domains = required(self.domains, "domains")
        return SalesChannelChange(
            name=required(self.name, "name"),
            active=required(self.active, "active"),
            domains=domains
            if domains is UNCHANGED
            else [DomainChange(d.url, d.language, d.currency) for d in domains],
        )
