"""Changes sales channels, their domains and their access keys."""

from typing import TYPE_CHECKING

from auth.errors import NotFound
from auth.sign_in.tokens import new_access_key
from auth.texts import arguments
from db.engine.locks import locks, of_sales_channel
from db.statements.shop import sales_channel_domains, sales_channels
from db.statements.shop.sales_channels import Values
from resolvers.admin.sales_channels.values import (
    SalesChannelChange,
    changed,
    checked_domains,
    facts,
)
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_imitations_of_channel, end_sessions_of_channel
from resolvers.values.changes import given
from resolvers.values.domains import check_stored_paths

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import SalesChannel
    from resolvers.request.context import RequestContext


async def update(
    ctx: "RequestContext", channel_id: str, change: SalesChannelChange
) -> "SalesChannel":
    """Change a channel. Deactivation ends its sessions, another type its imitations."""
    caller = await ctx.caller()
    arguments.identifier(channel_id, field="id")
    alone = locks(*of_sales_channel(channel_id))
    async with ctx.application.database.transaction(alone) as session:
        channel = await sales_channels.get(session, channel_id)
        if channel is None:
            raise NotFound
        before = Values(channel.name, channel.type, channel.active, channel.landing_path)
        values = await changed(session, before, change, owner=channel_id)
        domains = None
        if given(change.domains):
            domains = await checked_domains(session, channel_id, values.type, change.domains)
        elif values.type != before.type:
            await check_stored_paths(session, values.type, channel_id)
        await _end(ctx, session, channel_id, before, values)
        channel = await sales_channels.change(session, channel_id, values)
        if domains is not None:
            await sales_channel_domains.replace_domains(session, channel_id, domains)
        await record(
            session,
            ctx.source,
            "sales_channel.updated",
            user=caller.user,
            sales_channel_id=channel_id,
            detail=facts(values),
        )
    return channel


async def _end(
    ctx: "RequestContext", session: "Session", channel_id: str, before: Values, after: Values
) -> None:
    by = (await ctx.caller()).user
    if not after.active:
        await end_sessions_of_channel(session, channel_id, ctx.source, ctx.rules, by=by)
    elif after.type != before.type:
        await end_imitations_of_channel(session, channel_id, ctx.source, ctx.rules, by=by)


async def rotate_access_key(ctx: "RequestContext", channel_id: str) -> "SalesChannel":
    """Give the channel a new access key; the old one names nothing from the commit on."""
    caller = await ctx.caller()
    arguments.identifier(channel_id, field="salesChannelId")
    alone = locks(*of_sales_channel(channel_id))
    async with ctx.application.database.transaction(alone) as session:
        channel = await sales_channels.change_access_key(session, channel_id, new_access_key())
        if channel is None:
            raise NotFound
        await record(
            session,
            ctx.source,
            "sales_channel.access_key_rotated",
            user=caller.user,
            sales_channel_id=channel_id,
        )
    return channel
