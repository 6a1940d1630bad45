"""Exports the records of imitations page by page, with no transaction held between two pages."""

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from auth.privileges import Privilege
from db.statements.imitation.lists import imitation_lists
from db.statements.shop import orders, sales_channels
from resolvers.admin.imitations.events import EventPage, find_events
from resolvers.audit.recording import record
from resolvers.imitation.state import CurrentImitation, current
from resolvers.request.access import check_privilege
from resolvers.request.context import RequestContext

if TYPE_CHECKING:
    from datetime import datetime

    from db.statements.imitation.lists.imitation_lists import Filter, Listed
    from resolvers.admin.imitations.events import Sealed
    from resolvers.admin.imitations.listing import ImitationFilter

EXPORTED: Final = "audit_log.exported"
AT_ONCE: Final = 200  # records of a page
EVENTS: Final = 100  # of an imitation, read at once

Exported = Mapping[str, Any]


async def begin_export(ctx: RequestContext, where: "ImitationFilter", *, form: str) -> "Listed":
    """What is exported; the audit log records who exports it. Raises Invalid or a missing right.

    Words of the reason may name a person, so the event tells only that there were some.
    """
    await _check(ctx)
    which = where.checked()
    detail = {"form": form, "filters": _told(which)}
    async with ctx.application.database.transaction() as session:
        user = (await ctx.user()).user
        await record(session, ctx.source, EXPORTED, user=user, detail=detail)
    rules = ctx.rules
    return imitation_lists.matching(which, now=ctx.now(), idle_timeout=rules.imitation_idle_timeout)


async def export(
    ctx: RequestContext, listed: "Listed", *, with_events: bool
) -> AsyncGenerator[Sequence[Exported], None]:
    """The records, newest first. The right to read them is checked for each page."""
    after: tuple[object, ...] | None = None
    while True:
        await _check(RequestContext(ctx.application, ctx.facts))
        reads = ctx.application.database.reads
        found = await imitation_lists.find(reads, listed, after=after, first=AT_ONCE)
        if found.rows:
            after = (found.rows[-1].created_at, found.rows[-1].id)
            yield await _exported(
                ctx,
                [current(row, ctx.rules, now=ctx.now()) for row in found.rows],
                with_events=with_events,
            )
        if not found.has_next:
            return


async def _check(ctx: RequestContext) -> None:
    await ctx.user()
    await check_privilege(ctx, Privilege.IMITATION_READ)


def _told(which: "Filter") -> Mapping[str, object]:
    given = {name: value for name, value in which._asdict().items() if value is not None}
    return given | ({"reason": True} if "reason" in given else {})


async def _exported(
    ctx: RequestContext, page: Sequence[CurrentImitation], *, with_events: bool
) -> Sequence[Exported]:
    reads, ids = ctx.application.database.reads, [each.record.id for each in page]
    channel_ids = {each.record.sales_channel_id for each in page}
    channels = await sales_channels.find_by_ids(reads, sorted(channel_ids))
    names = {channel.id: channel.name for channel in channels}
    numbers: dict[str, list[str]] = {id_: [] for id_ in ids}
    for imitation_id, number in await orders.find_numbers(reads, ids):
        numbers[imitation_id].append(str(number))
    events = await _events(ctx, ids) if with_events else {}
    return [
        {
            **_facts(each, names[each.record.sales_channel_id]),
            "orders": numbers[each.record.id],
            **({"events": events[each.record.id]} if with_events else {}),
        }
        for each in page
    ]


def _facts(imitation: CurrentImitation, channel: str) -> dict[str, Any]:
    """The names are those that the record has: an erasure has emptied them there."""
    row = imitation.record
    return {
        "id": row.id,
        "status": imitation.status,
        "access": row.access,
        "reason": row.reason,
        "reasonCategory": row.reason_category,
        "fullSince": _moment(row.full_since),
        "fullReason": row.full_reason,
        "fullReasonCategory": row.full_reason_category,
        "createdAt": row.created_at.isoformat(),
        "startedAt": _moment(row.started_at),
        "endedAt": _moment(imitation.ended_at),
        "endReason": imitation.end_reason,
        "erasedAt": _moment(row.erased_at),
        "userId": row.user_id,
        "username": row.user_username,
        "userFirstName": row.user_first_name,
        "userLastName": row.user_last_name,
        "customerId": row.customer_id,
        "customerNumber": row.customer_number,
        "customerEmail": row.customer_email,
        "customerFirstName": row.customer_first_name,
        "customerLastName": row.customer_last_name,
        "salesChannelId": row.sales_channel_id,
        "salesChannel": channel,
    }


def _moment(moment: "datetime | None") -> str | None:
    return None if moment is None else moment.isoformat()


async def _events(ctx: RequestContext, ids: Sequence[str]) -> Mapping[str, Sequence[Exported]]:
    """All events of each imitation, read a page of each at a time."""
    found: dict[str, list[Exported]] = {id_: [] for id_ in ids}
    pages = [EventPage(id_, 0, EVENTS) for id_ in ids]
    while pages:
        read = await find_events(ctx, pages)
        pages = []
        for page, events in read.items():
            found[page.imitation_id] += [_event(each) for each in events]
            if len(events) == EVENTS:
                pages.append(EventPage(page.imitation_id, events[-1].event.id or 0, EVENTS))
    return found


def _event(sealed: "Sealed") -> Exported:
    event = sealed.event
    return {
        "id": str(event.id),
        "at": event.at.isoformat(),
        "action": event.action,
        "detail": None if event.detail is None else json.loads(event.detail),
        "remoteAddress": event.remote_address,
        "hash": sealed.hash,
        "erased": sealed.erased,
    }
