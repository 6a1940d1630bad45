"""Sales channels and their domains."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from resolvers.values.domains import display_url
from schema.enums import SalesChannelType
from schema.loading.load import Load, loaded
from schema.operation import Info

if TYPE_CHECKING:
    from db import models

ChannelId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The id of the sales channel.")
]


@strawberry.type(
    description="An address on which a shop serves its pages, with the language and the "
    "currency of visitors who come there first."
)
class SalesChannelDomain:
    id: strawberry.ID = strawberry.field(
        description="The id of the domain: 32 lower-case hex characters."
    )
    url: str = strawberry.field(
        description="The http or https address in the form that browsers send, unique, without a "
        "trailing slash: the host in ASCII (`xn--…`), the path percent-encoded, no default port."
    )
    display_url: str = strawberry.field(
        description="The same address as people read it, with Unicode letters in host and path."
    )
    language: str = strawberry.field(description="A BCP 47 code such as `de-DE`.")
    currency: str = strawberry.field(description="An ISO 4217 code such as `EUR`.")

    @classmethod
    def of(cls, row: "models.SalesChannelDomain") -> "SalesChannelDomain":
        return cls(
            id=strawberry.ID(row.id),
            url=row.url,
            display_url=display_url(row.url),
            language=row.language,
            currency=row.currency,
        )


@strawberry.type(
    description="A shop: a storefront with pages, an external shop with pages of its own, or a "
    "headless channel whose clients use this API. Each request of a shop names its sales channel "
    "by the access key. Shopware: SalesChannel."
)
class SalesChannel:
    id: strawberry.ID = strawberry.field(
        description="The id of the channel: 32 lower-case hex characters."
    )
    name: str = strawberry.field(description="The name, unique among the sales channels.")
    type: SalesChannelType = strawberry.field(description="The kind of the channel.")
    active: bool = strawberry.field(
        description="False if the channel is closed. Its access key then answers "
        "`FRAMEWORK__SALES_CHANNEL_NOT_FOUND`."
    )
    key: strawberry.Private[str | None]
    landing: strawberry.Private[str | None] = None  # None until it is asked for

    @strawberry.field(
        description="The access key: the value of the header `sw-access-key`, with which a client "
        "names this sales channel. Null unless a user with the privilege `sales_channel:read` asks."
    )
    @loaded
    def access_key(self, info: Info) -> Load[str | None]:
        return info.context.load.reads_access_keys().to(
            lambda readable: self.key if readable else None
        )

    @strawberry.field(
        description="The path of the page that takes the hand-over of an imitation. Behind the "
        "URL of a domain it is the address to which the form with the token is POSTed."
    )
    @loaded
    def landing_path(self, info: Info) -> Load[str] | str:
        if self.landing is not None:
            return self.landing
        return info.context.load.sales_channel(self.id).to(_landing_path)

    @strawberry.field(
        description="The addresses, by language, then by URL. A headless channel usually has none."
    )
    @loaded
    def domains(self, info: Info) -> Load[list[SalesChannelDomain]]:
        return info.context.load.domains(self.id).to(
            lambda rows: [SalesChannelDomain.of(row) for row in rows]
        )

    @classmethod
    def of(cls, row: "models.SalesChannel") -> "SalesChannel":
        return cls(
            id=strawberry.ID(row.id),
            name=row.name,
            type=SalesChannelType(row.type),
            active=row.active,
            key=row.access_key,
            landing=row.landing_path,
        )


def _landing_path(row: "models.SalesChannel | None") -> str:
    assert row is not None  # noqa: S101 - sales channels are never deleted
    return row.landing_path
