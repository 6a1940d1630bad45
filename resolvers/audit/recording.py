"""Writes an event into the audit log, in the transaction of the change that it records."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from db.models import AuditEvent
from db.statements.imitation import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel.ext.asyncio.session import AsyncSession

    from db.models import Customer, Imitation, User
    from resolvers.application import RequestFacts


OPERATION: Final = "imitation.operation"  # the action of an event that records a mutation


@dataclass(frozen=True, slots=True)
class Source:
    """The time and the request of what is recorded; without a request the process itself acted."""

    at: datetime
    remote_address: str | None = None
    user_agent: str | None = None
    request_id: str | None = None

    @classmethod
    def of(cls, facts: "RequestFacts", at: datetime) -> "Source":
        """The source of what a request does at this time."""
        return cls(at, facts.remote_address, facts.user_agent, facts.request_id)


async def record(
    session: "AsyncSession",
    source: Source,
    action: str,
    *,
    user: "User | None" = None,
    customer: "Customer | None" = None,
    imitation: "Imitation | None" = None,
    sales_channel_id: str | None = None,
    detail: "Mapping[str, object] | None" = None,
) -> None:
    """Write one event. `detail` is stored as JSON and never holds a token or a password."""
    event = AuditEvent(
        at=source.at,
        action=action,
        detail=json.dumps(detail, ensure_ascii=False, default=str) if detail else None,
        remote_address=source.remote_address,
        user_agent=source.user_agent[:255] if source.user_agent else None,
        request_id=source.request_id,
        sales_channel_id=sales_channel_id,
    )
    if user is not None:
        event.user_id, event.username = user.id, user.username
    if customer is not None:
        event.customer_id, event.customer_number = customer.id, customer.customer_number
    if imitation is not None:
        _refer_to(event, imitation)
    await audit.add(session, event)


def _refer_to(event: AuditEvent, imitation: "Imitation") -> None:
    event.imitation_id = imitation.id
    event.customer_id, event.customer_number = imitation.customer_id, imitation.customer_number
    event.sales_channel_id = imitation.sales_channel_id
    if event.user_id is None:
        event.user_id, event.username = imitation.user_id, imitation.user_username
