"""Takes deliveries that are due, for this process alone, and stores what came of them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from auth.vocabulary import DeliveryState
from auth.webhooks.retries import (
    LEASE,
    PATIENCE,
    is_given_up,
    next_attempt,
    was_outage,
)
from db.statements.webhooks import due, webhooks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from db.engine.session import Session
    from db.models import Webhook, WebhookDelivery
    from db.statements.webhooks.due import Due
    from resolvers.application import Application

TOGETHER: Final = 8  # deliveries of one webhook at once, by one process


@dataclass(frozen=True, slots=True)
class Leased:
    """A delivery that this process makes. `attempts` and `until` count this attempt."""

    webhook: "Webhook"
    due: "Due"
    at: "datetime"

    @property
    def delivery(self) -> "WebhookDelivery":
        """The row as it was before."""
        return self.due[0]

    @property
    def attempts(self) -> int:
        """Which attempt this is."""
        return self.delivery.attempts + 1

    @property
    def until(self) -> "datetime":
        """When it is tried for the last time."""
        return self.delivery.retry_until or self.at + PATIENCE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt; `status` is None where no answer came."""

    leased: Leased
    status: int | None

    @property
    def answered(self) -> bool:
        """Whether the receiver has it: it answered with 2xx."""
        return self.status is not None and self.status // 100 == 2  # noqa: PLR2004 - as said


async def take(application: "Application", webhook_id: str) -> "Sequence[Leased]":
    """Deliveries of different imitations that are due; one alone while the webhook fails.

    What was asked for comes first, and alone where a webhook was given up.
    """
    async with application.database.transaction() as session:
        webhook = await webhooks.hold(session, webhook_id)
        if webhook is None or not webhook.active:
            return []
        now = application.clock()
        limit = TOGETHER if webhook.failing_since is None else 1
        found = await due.find(session, webhook_id, requested=True, now=now, limit=limit)
        if not found and not webhook.given_up:
            found = await due.find(session, webhook_id, requested=False, now=now, limit=limit)
        numbers = [_number(delivery) for delivery, _ in found]
        await due.lease(session, numbers, until=now + LEASE, retry_until=now + PATIENCE)
    return [Leased(webhook, each, now) for each in found]


async def store(application: "Application", outcomes: "Sequence[Outcome]") -> None:
    """Store what came of some attempts for one webhook."""
    webhook_id, now = outcomes[0].leased.webhook.id, application.clock()
    async with application.database.transaction() as session:
        webhook = await webhooks.hold(session, webhook_id)
        if webhook is None:  # deleted meanwhile, with its deliveries
            return
        rows = [_row(outcome, now) for outcome in outcomes]
        await due.store(session, rows)
        over = [
            outcome.leased.delivery.imitation_id
            for outcome, row in zip(outcomes, rows, strict=True)
            if row["new_next_attempt_at"] is None
        ]
        ids = [id_ for id_ in over if id_ is not None]
        await due.let_next(session, webhook_id, ids, now=now)
        await _mark(session, webhook, outcomes, now)


def _number(delivery: "WebhookDelivery") -> int:
    assert delivery.number is not None  # noqa: S101 - the database has set it
    return delivery.number


def _row(outcome: Outcome, now: "datetime") -> dict[str, Any]:
    leased, state, again = outcome.leased, DeliveryState.DELIVERED, None
    if not outcome.answered:
        again = next_attempt(leased.attempts, until=leased.until, now=now)
        state = DeliveryState.FAILED if again is None else DeliveryState.WAITING
    return {
        "number_": _number(leased.delivery),
        "attempts_": leased.attempts,
        "new_state": state,
        "new_status": outcome.status,
        "new_next_attempt_at": again,
        "new_delivered_at": now if outcome.answered else None,
    }


async def _mark(
    session: "Session", webhook: "Webhook", outcomes: "Sequence[Outcome]", now: "datetime"
) -> None:
    """Note whether the webhook answers; once it does, what waits goes on."""
    since = webhook.failing_since
    if any(outcome.answered for outcome in outcomes):
        if since is not None:
            await webhooks.mark(session, webhook.id, failing_since=None, given_up=False)
            if was_outage(since, now=now):
                await due.bring_forward(session, webhook.id, now=now, lease_end=now + LEASE)
        return
    begun = since or min(outcome.leased.at for outcome in outcomes)
    over = [
        outcome.leased.until
        for outcome in outcomes
        if next_attempt(outcome.leased.attempts, until=outcome.leased.until, now=now) is None
    ]
    given_up = webhook.given_up or any(is_given_up(begun, until=until) for until in over)
    if (since, webhook.given_up) != (begun, given_up):
        await webhooks.mark(session, webhook.id, failing_since=begun, given_up=given_up)
