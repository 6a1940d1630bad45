"""Lists, creates, changes and deletes webhooks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from auth.bounds import check_webhooks
from auth.errors import Invalid, NotFound
from auth.privileges import Privilege
from auth.sealed_secrets import seal
from auth.texts import arguments
from auth.vocabulary import WebhookEvent
from auth.webhooks import signatures, urls
from auth.webhooks.retries import LEASE
from db.engine.unique import claim
from db.models.columns import new_id
from db.statements.imitation import audit
from db.statements.webhooks import due, webhooks
from resolvers.audit.recording import event
from resolvers.request.access import has_privilege
from resolvers.request.context import RequestContext
from resolvers.values.changes import Change, given

if TYPE_CHECKING:
    from db.models import Webhook

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class WebhookChange:
    """The new values of a webhook; those that are UNCHANGED stay."""

    url: Change[str]
    events: Change[Sequence[WebhookEvent]]
    active: Change[bool]


@dataclass(frozen=True, slots=True)
class CreatedWebhook:
    """A new webhook, and the only answer that ever holds its signing secret."""

    webhook: "Webhook"
    secret: str


@dataclass(frozen=True, slots=True)
class SeenWebhook:
    """A webhook, with as much of its URL as the caller may read."""

    webhook: "Webhook"
    url: str


async def find(ctx: RequestContext) -> Sequence[SeenWebhook]:
    """All webhooks, oldest first. Those who may not edit them read a part of their URLs."""
    whole = await has_privilege(ctx, Privilege.WEBHOOK_WRITE)
    return [
        SeenWebhook(webhook, webhook.url if whole else urls.shortened(webhook.url))
        for webhook in await webhooks.find(ctx.application.database.reads)
    ]


async def create(ctx: RequestContext, change: WebhookChange) -> CreatedWebhook:
    """Create a webhook; URL and events are needed. It is told of what happens from now on."""
    url, events = _url(ctx, _needed(change.url, "url")), _events(_needed(change.events, "events"))
    webhook_id, secret = new_id(), signatures.new_secret()
    keys, purpose = ctx.application.audit_keys, signatures.PURPOSE
    async with ctx.application.database.transaction() as session:
        await claim(session, "webhooks", ["all"])  # of two at once, one is the last
        check_webhooks(await webhooks.count(session) + 1)
        webhook = await webhooks.add(
            session,
            id=webhook_id,
            url=url,
            events=events,
            active=change.active if given(change.active) else True,
            sealed_secret=seal(secret, keys=keys, purpose=purpose, owner=webhook_id),
            created_at=ctx.now(),
        )
        await audit.add(session, await _event(ctx, "webhook.created", webhook))
    return CreatedWebhook(webhook, signatures.shown(secret))


async def update(ctx: RequestContext, webhook_id: str, change: WebhookChange) -> "Webhook":
    """Change a webhook. What waits is sent at once, as if it had always answered."""
    arguments.identifier(webhook_id, field="id")
    async with ctx.application.database.transaction() as session:
        webhook = await webhooks.hold(session, webhook_id)
        if webhook is None:
            raise NotFound
        changed = await webhooks.change(
            session,
            webhook_id,
            url=_url(ctx, change.url) if given(change.url) else webhook.url,
            events=_events(change.events) if given(change.events) else webhook.events,
            active=change.active if given(change.active) else webhook.active,
        )
        now = ctx.now()
        await due.bring_forward(session, webhook_id, now=now, lease_end=now + LEASE)
        await audit.add(session, await _event(ctx, "webhook.updated", changed))
    return changed


async def delete(ctx: RequestContext, webhook_id: str) -> bool:
    """Delete a webhook with its deliveries; what waits is not sent."""
    arguments.identifier(webhook_id, field="id")
    async with ctx.application.database.transaction() as session:
        webhook = await webhooks.hold(session, webhook_id)
        if webhook is None:
            raise NotFound
        deleted = await _event(ctx, "webhook.deleted", webhook)
        await session.write(webhooks.removal(webhook_id), audit.addition(deleted))
    return True


def _needed(value: Change[Value], field: str) -> Value:
    if not given(value):
        raise Invalid(field, "A new webhook needs this.")
    return value


def _url(ctx: RequestContext, written: str) -> str:
    return urls.parse(written, ctx.application.receivers)


def _events(kinds: Sequence[WebhookEvent]) -> str:
    """The kinds as they are stored."""
    if not kinds or WebhookEvent.TEST in kinds:
        raise Invalid("events", "A webhook asks for one kind or more; tests are sent on demand.")
    return ",".join(sorted(set(kinds)))


async def _event(ctx: RequestContext, action: str, webhook: "Webhook") -> dict[str, Any]:
    """The path of the URL is left out: many receivers keep a key in it."""
    detail = {
        "id": webhook.id,
        "host": urlsplit(webhook.url).netloc,
        "events": webhook.kinds,
        "active": webhook.active,
    }
    return event(ctx.source, action, user=(await ctx.caller()).user, detail=detail)
