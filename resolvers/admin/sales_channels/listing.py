"""Lists sales channels and their domains."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from auth.texts import domain_urls
from db.statements.shop import sales_channel_domains, sales_channels
from resolvers.application import Application
from resolvers.request.children import gathered
from resolvers.request.context import RequestContext
from resolvers.request.turns import turn_by_turn

if TYPE_CHECKING:
    from db.models import SalesChannel, SalesChannelDomain


async def find(ctx: RequestContext) -> Sequence["SalesChannel"]:
    """All channels by name."""
    return await sales_channels.find(ctx.application.database.reads)


async def find_by_ids(ctx: RequestContext, ids: Sequence[str]) -> Mapping[str, "SalesChannel"]:
    """The sales channels with these ids, by id; unknown ids are left out."""
    found = await sales_channels.find_by_ids(ctx.application.database.reads, ids)
    return {channel.id: channel for channel in found}


async def find_domains(
    ctx: RequestContext, ids: Sequence[str]
) -> Mapping[str, Sequence["SalesChannelDomain"]]:
    """The domains of these channels."""
    found = await sales_channel_domains.find_domains(ctx.application.database.reads, ids)
    return gathered(ids, ((domain.sales_channel_id, domain) for domain in found))


async def find_origins(application: Application) -> Sequence[str]:
    """The origins (RFC 6454) of all domains, sorted: forms of the admin may lead there."""
    urls = turn_by_turn(await sales_channel_domains.find_urls(application.database.reads))
    return sorted({origin async for url in urls if (origin := domain_urls.origin_in(url))})
