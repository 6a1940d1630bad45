"""Statements with which a process takes deliveries that are due, and stores what came of them.

A transaction that changes deliveries of a webhook has locked it before (webhooks.hold).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, func, not_, or_, true, update
from sqlmodel import col, select

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import AuditEvent, Webhook, WebhookDelivery

Due = tuple[WebhookDelivery, AuditEvent | None]

_WAITS: Final = col(WebhookDelivery.state) == "WAITING"
_IS_DUE: Final = and_(_WAITS, col(WebhookDelivery.next_attempt_at) <= bindparam("now"))


def _has_due(*, requested: bool) -> ColumnElement[bool]:
    """Whether a webhook has something due.

    PostgreSQL would answer EXISTS for all webhooks at once, by reading all that is due.
    """
    found = (
        select(col(WebhookDelivery.number))
        .where(
            col(WebhookDelivery.webhook_id) == col(Webhook.id),
            col(WebhookDelivery.requested) == requested,
            _IS_DUE,
        )
        .limit(1)
        .correlate(Webhook)
    )
    return found.scalar_subquery().is_not(None)


async def find_webhooks(session: Session, *, now: datetime) -> Sequence[str]:
    """The ids of active webhooks for which something is due."""
    return await session.all(_WEBHOOKS, now=now)


_WEBHOOKS: Final = Statement(
    select(Webhook.id).where(
        col(Webhook.active) == true(),
        or_(
            _has_due(requested=True),
            and_(not_(col(Webhook.given_up)), _has_due(requested=False)),
        ),
    )
)


async def find(
    session: Session, webhook_id: str, *, requested: bool, now: datetime, limit: int
) -> Sequence[Due]:
    """Deliveries of a webhook that are due, each with its event.

    None where the event is gone, or where it is a test.
    """
    values = {"webhook_id": webhook_id, "asked": requested, "now": now, "limit_": limit}
    return await session.all(_FIND, **values)


_FIND: Final[Statement[Due]] = Statement(
    select(WebhookDelivery, AuditEvent)
    .outerjoin(AuditEvent, col(AuditEvent.id) == col(WebhookDelivery.event_id))
    .where(
        col(WebhookDelivery.webhook_id) == bindparam("webhook_id"),
        col(WebhookDelivery.requested) == bindparam("asked"),
        _IS_DUE,
    )
    .order_by(col(WebhookDelivery.next_attempt_at))
    .limit(bindparam("limit_"))
)


async def lease(
    session: Session, numbers: Sequence[int], *, until: datetime, retry_until: datetime
) -> None:
    """Count an attempt of each; until then no other process makes one."""
    values = [{"number_": number, "until": until, "retry_": retry_until} for number in numbers]
    await session.many(_LEASE, values)


_LEASE: Final = Statement(
    update(WebhookDelivery)
    .where(col(WebhookDelivery.number) == bindparam("number_"))
    .values(
        attempts=col(WebhookDelivery.attempts) + 1,
        next_attempt_at=bindparam("until"),
        retry_until=func.coalesce(col(WebhookDelivery.retry_until), bindparam("retry_")),
    )
)


async def store(session: Session, outcomes: Sequence[Mapping[str, Any]]) -> None:
    """Store what came of attempts, each with a value for `OUTCOME`.

    One that another process has begun again meanwhile stays as it is: it has another number of
    attempts.
    """
    await session.many(_STORE, outcomes)


OUTCOME: Final = (
    "number_", "attempts_", "new_state", "new_status", "new_next_attempt_at", "new_delivered_at",
)  # fmt: skip
_STORE: Final = Statement(
    update(WebhookDelivery)
    .where(
        col(WebhookDelivery.number) == bindparam("number_"),
        col(WebhookDelivery.attempts) == bindparam("attempts_"),
        _WAITS,
    )
    .values(
        state=bindparam("new_state"),
        last_status=bindparam("new_status"),
        next_attempt_at=bindparam("new_next_attempt_at"),
        delivered_at=bindparam("new_delivered_at"),
    )
)


async def let_next(
    session: Session, webhook_id: str, imitation_ids: Sequence[str], *, now: datetime
) -> None:
    """Let the earliest delivery of each imitation that waits be due, unless it has its turn."""
    values = [{"webhook": webhook_id, "imitation": id_, "now": now} for id_ in imitation_ids]
    await session.many(_LET_NEXT, values)


_earliest: Final = (
    select(func.min(WebhookDelivery.number))
    .where(
        _WAITS,
        col(WebhookDelivery.webhook_id) == bindparam("webhook"),
        col(WebhookDelivery.imitation_id) == bindparam("imitation"),
    )
    .scalar_subquery()
)
_LET_NEXT: Final = Statement(
    update(WebhookDelivery)
    .where(col(WebhookDelivery.number) == _earliest, col(WebhookDelivery.next_attempt_at).is_(None))
    .values(next_attempt_at=bindparam("now"))
)


async def bring_forward(
    session: Session, webhook_id: str, *, now: datetime, lease_end: datetime
) -> None:
    """Let what is to be tried again later be due; what is delivered now has its lease."""
    await session.run(_BRING_FORWARD, webhook=webhook_id, now=now, lease_end=lease_end)


_BRING_FORWARD: Final = Statement(
    update(WebhookDelivery)
    .where(
        col(WebhookDelivery.webhook_id) == bindparam("webhook"),
        _WAITS,
        col(WebhookDelivery.next_attempt_at) > bindparam("lease_end"),
    )
    .values(next_attempt_at=bindparam("now"))
)
