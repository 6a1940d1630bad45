"""Makes a delivery of each sealed event for each webhook that asks for its kind.

Sealing gives events their order, one process at a time. So the requests that write events do
nothing for webhooks, and an event is delivered if and only if the audit log has it.
"""

import secrets
from itertools import islice
from typing import TYPE_CHECKING, Final

from auth.vocabulary import WebhookEvent
from auth.webhooks.kinds import is_told, kind_for
from db.statements.webhooks import deliveries, webhooks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from db.engine.session import Session
    from db.models import AuditEvent, Webhook
    from db.statements.webhooks.deliveries import NewDelivery

AT_ONCE: Final = 500  # deliveries, which take a few milliseconds to write


async def add_deliveries(
    session: "Session", events: "Sequence[AuditEvent]", *, now: "datetime"
) -> None:
    """Add the deliveries of these events, in the transaction that seals them.

    The webhooks are locked, so that a delivery which ends meanwhile does not overlook a later one.
    """
    told = [event for event in events if is_told(event.action, event.detail)]
    if not told:
        return
    receivers = [webhook for webhook in await webhooks.hold_all(session) if webhook.active]
    if not receivers:
        return
    imitation_ids = {event.imitation_id for event in told if event.imitation_id is not None}
    waiting = await deliveries.find_ordered(session, sorted(imitation_ids))
    new = iter(_deliveries(told, receivers, waiting, now))
    while some := list(islice(new, AT_ONCE)):  # others have the event loop in between
        await deliveries.add_all(session, some)


def _deliveries(
    events: "Iterable[AuditEvent]",
    receivers: "Sequence[Webhook]",
    waiting: set[tuple[str, str]],
    now: "datetime",
) -> "Iterable[NewDelivery]":
    """In the order of the events; one waits for an earlier one of its imitation.

    After an old backup was restored, new events get the numbers of others, which receivers
    remember: hence the random end of their ids.
    """
    kinds = [(webhook, frozenset(map(WebhookEvent, webhook.kinds))) for webhook in receivers]
    for event in events:
        message_id = f"event_{event.id}_{secrets.token_hex(4)}"
        for webhook, asked in kinds:
            kind = kind_for(asked, event.action, event.detail)
            if kind is None:
                continue
            waits = False
            if event.imitation_id is not None:
                waits = (webhook.id, event.imitation_id) in waiting
                waiting.add((webhook.id, event.imitation_id))
            yield {
                "webhook_id": webhook.id,
                "message_id": message_id,
                "kind": kind,
                "event_id": event.id,
                "imitation_id": event.imitation_id,
                "requested": False,
                "created_at": now,
                "next_attempt_at": None if waits else now,
                "retry_until": None,
            }
