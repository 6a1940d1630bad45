"""Lists deliveries to webhooks, sends tests, and sends deliveries once more."""

from functools import partial
from typing import TYPE_CHECKING

from auth.errors import Invalid, NotFound
from auth.texts import arguments
from auth.vocabulary import DeliveryState, WebhookEvent
from db.models.columns import new_id
from db.statements.webhooks import deliveries, webhooks
from resolvers.audit.recording import record
from resolvers.request.context import RequestContext
from resolvers.request.cursors import BY_NUMBER
from resolvers.request.paging import Page, read_page

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import WebhookDelivery


async def find(
    ctx: RequestContext,
    *,
    webhook_id: str | None,
    state: DeliveryState | None,
    first: int,
    after: str | None,
) -> Page["WebhookDelivery"]:
    """A page of deliveries, newest first; None lets all webhooks or states through."""
    filters: dict[str, str] = {}
    if webhook_id is not None:
        filters["webhook_id"] = arguments.identifier(webhook_id, field="webhookId")
    if state is not None:
        filters["state"] = state.value
    return await read_page(
        ctx.application.database,
        BY_NUMBER,
        first=first,
        after=after,
        find=partial(deliveries.find, filters=filters),
        count=partial(deliveries.count_all, filters=filters),
    )


async def test(ctx: RequestContext, webhook_id: str) -> "WebhookDelivery":
    """Add a delivery without an event; it is attempted once."""
    arguments.identifier(webhook_id, field="id")
    now = ctx.now()
    async with ctx.application.database.transaction() as session:
        await _hold_active(session, webhook_id)
        delivery = await deliveries.add(
            session,
            {
                "webhook_id": webhook_id,
                "message_id": f"test_{new_id()}",
                "kind": WebhookEvent.TEST,
                "event_id": None,
                "imitation_id": None,
                "requested": True,
                "created_at": now,
                "next_attempt_at": now,
                "retry_until": now,
            },
        )
        await _record(ctx, session, "webhook.tested", delivery)
    return delivery


async def replay(ctx: RequestContext, number: str) -> "WebhookDelivery":
    """Add another delivery of the same event, with the same id for the receiver."""
    key, now = arguments.number(number, field="id"), ctx.now()
    async with ctx.application.database.transaction() as session:
        earlier = await deliveries.get(session, key)
        if earlier is None:
            raise NotFound
        await _hold_active(session, earlier.webhook_id)
        if earlier.state == DeliveryState.WAITING:
            raise Invalid("id", "This delivery waits to be sent.")
        delivery = await deliveries.add(
            session,
            {
                "webhook_id": earlier.webhook_id,
                "message_id": earlier.message_id,
                "kind": earlier.kind,
                "event_id": earlier.event_id,
                "imitation_id": None,  # in no order: what follows was sent before
                "requested": True,
                "created_at": now,
                "next_attempt_at": now,
                "retry_until": now if earlier.event_id is None else None,
            },
        )
        await _record(ctx, session, "webhook.replayed", delivery)
    return delivery


async def _hold_active(session: "Session", webhook_id: str) -> None:
    webhook = await webhooks.hold(session, webhook_id)
    if webhook is None:
        raise NotFound
    if not webhook.active:
        raise Invalid("id", "This webhook is not active.")


async def _record(
    ctx: RequestContext, session: "Session", action: str, delivery: "WebhookDelivery"
) -> None:
    detail = {"id": delivery.webhook_id, "message": delivery.message_id}
    await record(session, ctx.source, action, user=(await ctx.caller()).user, detail=detail)
