"""Lists and changes sales channels and their domains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth.bounds import check_domains
from auth.errors import Invalid, NotFound
from auth.texts import arguments, domain_urls
from db.engine.locks import locks, of_sales_channel
from db.statements.shop import currencies, sales_channel_domains, sales_channels
from resolvers.application import Application
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_sessions_of_channel
from resolvers.request.children import gathered
from resolvers.request.context import RequestContext
from resolvers.request.turns import turn_by_turn
from resolvers.values.changes import Change, given
from resolvers.values.domains import Domain, free_domains
from resolvers.values.unique_values import free_channel_name

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import SalesChannel, SalesChannelDomain


@dataclass(frozen=True, slots=True)
class SalesChannelChange:
    """The new values; those that are UNCHANGED stay. `domains` replaces the whole list."""

    name: Change[str]
    active: Change[bool]
    domains: Change[Sequence[Domain]]


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


async def update(
    ctx: RequestContext, channel_id: str, change: SalesChannelChange
) -> "SalesChannel":
    """Change a channel. Deactivation ends its sessions and imitations."""
    signed_in = await ctx.user()
    arguments.identifier(channel_id, field="id")
    alone = locks(*of_sales_channel(channel_id))
    async with ctx.application.database.transaction(alone) as session:
        channel = await sales_channels.get(session, channel_id)
        if channel is None:
            raise NotFound
        name, active = await _name_and_state(session, channel, change)
        domains = None
        if given(change.domains):
            domains = await _domains(session, channel_id, change.domains)
        if not active:
            await end_sessions_of_channel(session, channel_id, ctx.source, ctx.rules)
        channel = await sales_channels.change(session, channel_id, name=name, active=active)
        if domains is not None:
            await sales_channel_domains.replace_domains(session, channel_id, domains)
        await record(
            session,
            ctx.source,
            "sales_channel.updated",
            user=signed_in.user,
            sales_channel_id=channel_id,
            detail={"active": channel.active},
        )
    return channel


async def _name_and_state(
    session: "Session", channel: "SalesChannel", change: SalesChannelChange
) -> tuple[str, bool]:
    name, active = channel.name, channel.active
    if given(change.name):
        name = await free_channel_name(session, change.name, owner=channel.id)
    if given(change.active):
        active = change.active
    return name, active


async def _domains(
    session: "Session", channel_id: str, domains: Sequence[Domain]
) -> Sequence[Domain]:
    check_domains(len(domains))
    checked = [
        Domain(
            url=arguments.domain_url(domain.url, field="domains.url"),
            language=arguments.language(domain.language, field="domains.language"),
            currency=arguments.currency(domain.currency, field="domains.currency"),
        )
        for domain in domains
    ]
    free = await free_domains(session, channel_id, checked, field="domains.url")
    known = await currencies.find_factors(session)
    if any(domain.currency not in known for domain in checked):
        raise Invalid("domains.currency", "This currency has no exchange rate here.")
    return free
