"""Lists and changes sales channels and their domains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth import arguments
from auth.errors import Invalid, NotFound
from auth.origins import origin_of
from db.statements.shop import sales_channels
from resolvers.application import Application
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_sessions_of_channel
from resolvers.request.changes import Change, given
from resolvers.request.context import RequestContext
from resolvers.request.domains import Domain, free_domains
from resolvers.request.unique_values import free_channel_name

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from db.models import SalesChannel, SalesChannelDomain


@dataclass(frozen=True, slots=True)
class SalesChannelChange:
    """The new values; those that are UNCHANGED stay. `domains` replaces the whole list."""

    name: Change[str]
    active: Change[bool]
    domains: Change[Sequence[Domain]]


async def find(ctx: RequestContext) -> Sequence["SalesChannel"]:
    """All channels by name."""
    async with ctx.application.database.read() as session:
        return await sales_channels.find(session)


async def find_by_ids(ctx: RequestContext, ids: Sequence[str]) -> Mapping[str, "SalesChannel"]:
    """The sales channels with these ids, by id; unknown ids are left out."""
    async with ctx.application.database.read() as session:
        found = await sales_channels.find_by_ids(session, ids)
    return {channel.id: channel for channel in found}


async def find_domains(
    ctx: RequestContext, ids: Sequence[str]
) -> Mapping[str, Sequence["SalesChannelDomain"]]:
    """The domains of these channels."""
    async with ctx.application.database.read() as session:
        found = await sales_channels.find_domains(session, ids)
    return {id_: [domain for domain in found if domain.sales_channel_id == id_] for id_ in ids}


async def find_origins(application: Application) -> Sequence[str]:
    """The origins (RFC 6454) of all domains, sorted: forms of the admin may lead there."""
    async with application.database.read() as session:
        channels = await sales_channels.find(session)
        domains = await sales_channels.find_domains(session, [channel.id for channel in channels])
    return sorted({origin_of(domain.url) for domain in domains})


async def update(
    ctx: RequestContext, channel_id: str, change: SalesChannelChange
) -> "SalesChannel":
    """Change a channel. Deactivation ends its sessions and imitations."""
    signed_in = await ctx.user()
    arguments.identifier(channel_id, field="id")
    async with ctx.application.database.begin() as session:
        channel = await sales_channels.get(session, channel_id, lock=True)
        if channel is None:
            raise NotFound
        if given(change.name):
            channel.name = await free_channel_name(session, channel, change.name)
        if given(change.active):
            channel.active = change.active
        await sales_channels.store(session, channel)
        if given(change.domains):
            domains = await _domains(session, channel_id, change.domains)
            await sales_channels.replace_domains(session, channel_id, domains)
        if not channel.active:
            await end_sessions_of_channel(session, channel_id, ctx.source, ctx.rules)
        await record(
            session,
            ctx.source,
            "sales_channel.updated",
            user=signed_in.user,
            sales_channel_id=channel_id,
            detail={"active": channel.active},
        )
    return channel


async def _domains(
    session: "AsyncSession", channel_id: str, domains: Sequence[Domain]
) -> Sequence["SalesChannelDomain"]:
    arguments.check_domains(len(domains))
    checked = [
        Domain(
            url=arguments.domain_url(domain.url, field="domains.url"),
            language=arguments.language(domain.language, field="domains.language"),
            currency=arguments.currency(domain.currency, field="domains.currency"),
        )
        for domain in domains
    ]
    rows = await free_domains(session, channel_id, checked, field="domains.url")
    known = await sales_channels.find_currencies(session)
    if any(domain.currency not in known for domain in checked):
        raise Invalid("domains.currency", "This currency has no exchange rate here.")
    return rows
