"""Delivers what is due for one webhook, until nothing is."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from auth.vocabulary import WebhookEvent
from auth.webhooks import signatures
from auth.webhooks.body import Account, account_in, body_of, body_of_test
from db.statements.imitation import audit
from db.statements.users import users
from db.statements.webhooks import due
from resolvers.webhooks.leases import Outcome, store, take
from resolvers.webhooks.state import secret_of

if TYPE_CHECKING:
    from db.models import AuditEvent, WebhookDelivery
    from resolvers.application import Application
    from resolvers.webhooks.leases import Leased

# Sends a body with headers to a URL; the status of the answer, None where there was none.
Send = Callable[[str, Mapping[str, str], bytes], Awaitable[int | None]]


async def find_due(application: "Application") -> Sequence[str]:
    """The ids of webhooks for which something is due."""
    return await due.find_webhooks(application.database.reads, now=application.clock())


async def deliver(application: "Application", send: Send, webhook_id: str) -> None:
    """Deliver in turns: each takes some deliveries, sends them at once and stores what came.

    A transaction that is cancelled during its COMMIT goes on as if it were not, so that the
    cancellation has to be looked for.
    """
    lane = asyncio.current_task()
    while lane is not None and not lane.cancelling():
        leased = await take(application, webhook_id)
        if not leased or lane.cancelling():
            return
        outcomes = await asyncio.gather(*(_attempt(application, send, one) for one in leased))
        await store(application, outcomes)


async def _attempt(application: "Application", send: Send, leased: "Leased") -> Outcome:
    """One attempt. What cannot be signed or is gone counts as one without an answer."""
    webhook, (delivery, event) = leased.webhook, leased.due
    secret = secret_of(application, webhook)
    body = await _body(application, delivery, event)
    if secret is None or body is None:
        return Outcome(leased, None)
    headers = signatures.headers(
        secret, message_id=delivery.message_id, body=body, now=application.clock()
    )
    return Outcome(leased, await send(webhook.url, headers, body.encode()))


async def _body(
    application: "Application", delivery: "WebhookDelivery", event: "AuditEvent | None"
) -> str | None:
    """The body of a test, or of the event as the audit log has it now; None if that is gone."""
    if delivery.event_id is None:
        return body_of_test(delivery.created_at)
    if event is None:
        return None
    return body_of(
        WebhookEvent(delivery.kind),
        event_id=audit.id_of(event),
        at=event.at,
        action=event.action,
        concerned=audit.values(event),
        detail=event.detail,
        account=await _account(application, event),
    )


async def _account(application: "Application", event: "AuditEvent") -> Account | None:
    """The account of the event's user, as the event has it, else as it is now."""
    if event.user_id is None:
        return None
    told = account_in(event.detail, user_id=event.user_id)
    if told is not None:
        return told
    user = await users.get(application.database.reads, event.user_id)
    return Account(user.issuer, user.subject) if user else None
