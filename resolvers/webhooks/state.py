"""How many webhooks answer, and whether what is sent to them can be signed."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from auth.sealed_secrets import NotOpened, unseal
from auth.webhooks import signatures
from db.statements.webhooks import webhooks

if TYPE_CHECKING:
    from db.models import Webhook
    from resolvers.application import Application


@dataclass(frozen=True, slots=True)
class WebhookState:
    """Numbers of active webhooks."""

    active: int
    failing: int  # the last attempt was not answered
    failing_since: datetime | None  # the first of these
    given_up: int  # of these: they get only tests and replays
    unsigned: int  # the key that sealed the secret is no longer in SECRET


async def webhook_state(application: "Application") -> WebhookState:
    """The state now; there are at most 50 webhooks."""
    found = await webhooks.find(application.database.reads)
    active = [webhook for webhook in found if webhook.active]
    since = [webhook.failing_since for webhook in active if webhook.failing_since is not None]
    return WebhookState(
        active=len(active),
        failing=len(since),
        failing_since=min(since, default=None),
        given_up=sum(webhook.given_up for webhook in active),
        unsigned=sum(secret_of(application, webhook) is None for webhook in active),
    )


def secret_of(application: "Application", webhook: "Webhook") -> bytes | None:
    """The signing secret; None where the key that sealed it is no longer in SECRET."""
    keys, purpose = application.audit_keys, signatures.PURPOSE
    try:
        return unseal(webhook.sealed_secret, keys=keys, purpose=purpose, owner=webhook.id)
    except NotOpened:
        return None
