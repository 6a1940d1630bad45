"""Statements that list deliveries, add them and remove old ones."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple, TypedDict

from sqlalchemy import bindparam, delete, insert
from sqlmodel import col, select

from db.engine import rows
from db.engine.dialect import among
from db.engine.paging import Paged, Slice
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import WebhookDelivery


class NewDelivery(TypedDict):
    """The values of a delivery that was not attempted yet; `event_id` is None for a test."""

    webhook_id: str
    message_id: str
    kind: str
    event_id: int | None
    imitation_id: str | None
    requested: bool
    created_at: datetime
    next_attempt_at: datetime | None
    retry_until: datetime | None


class Removed(NamedTuple):
    """What a removed delivery leaves behind: later ones of the imitation may wait for it."""

    webhook_id: str
    imitation_id: str | None
    state: str


async def find(
    session: Session,
    filters: Mapping[str, str],
    *,
    after: Sequence[object] | None,
    first: int,
) -> Slice[WebhookDelivery]:
    """A page of the deliveries with these values of `webhook_id` and `state`, newest first."""
    return await _list(frozenset(filters)).page(session, after=after, first=first, **filters)


async def count_all(session: Session, filters: Mapping[str, str]) -> int:
    """The number of these deliveries; 10,001 means more than 10,000."""
    return await _list(frozenset(filters)).count(session, **filters)


_FILTERS: Final = {
    "webhook_id": col(WebhookDelivery.webhook_id) == bindparam("webhook_id"),
    "state": col(WebhookDelivery.state) == bindparam("state"),
}


@cache
def _list(filters: frozenset[str]) -> Paged[WebhookDelivery]:
    listed = select(WebhookDelivery).where(*(_FILTERS[name] for name in sorted(filters)))
    return Paged(listed, keys=[col(WebhookDelivery.number)], descending=True)


async def get(session: Session, number: int) -> WebhookDelivery | None:
    """One delivery."""
    return await session.first(_GET, number=number)


_GET: Final = Statement(
    select(WebhookDelivery).where(col(WebhookDelivery.number) == bindparam("number")), by_key=True
)

_COLUMNS: Final = [*NewDelivery.__annotations__, "state", "attempts"]
_NEW: Final = {"state": "WAITING", "attempts": 0}


async def add(session: Session, delivery: NewDelivery) -> WebhookDelivery:
    """Store a new delivery."""
    return await session.one(_ADD, **delivery, **_NEW)


async def add_all(session: Session, deliveries: Sequence[NewDelivery]) -> None:
    """Store new deliveries in this order."""
    await session.many(_ADD_ALL, [{**delivery, **_NEW} for delivery in deliveries])


_ADD: Final[Statement[WebhookDelivery]] = Statement(
    insert(WebhookDelivery).returning(WebhookDelivery), rows.of(WebhookDelivery), columns=_COLUMNS
)
_ADD_ALL: Final = Statement(insert(WebhookDelivery), columns=_COLUMNS)


async def has_old(session: Session, *, before: datetime) -> bool:
    """Whether a delivery was made before."""
    return bool(await session.all(_HAS_OLD, before=before))


async def remove_old(session: Session, *, before: datetime, limit: int) -> Sequence[Removed]:
    """Remove some deliveries that were made before; none is left if fewer are answered."""
    return await session.all(_REMOVE_OLD, before=before, limit_=limit)


_old: Final = (
    select(WebhookDelivery.number)
    .where(col(WebhookDelivery.created_at) < bindparam("before"))
    .order_by(col(WebhookDelivery.created_at))
    .limit(bindparam("limit_"))
)
_HAS_OLD: Final = Statement(
    select(WebhookDelivery.number)
    .where(col(WebhookDelivery.created_at) < bindparam("before"))
    .order_by(col(WebhookDelivery.created_at))  # so that an index is read, not the table
    .limit(1)
)
_REMOVE_OLD: Final[Statement[Any]] = Statement(
    delete(WebhookDelivery)
    .where(col(WebhookDelivery.number).in_(_old))
    .returning(
        col(WebhookDelivery.webhook_id),
        col(WebhookDelivery.imitation_id),
        col(WebhookDelivery.state),
    ),
    Removed._make,
)


async def find_ordered(session: Session, imitation_ids: Sequence[str]) -> set[tuple[str, str]]:
    """Webhooks and imitations, among these, with a delivery that waits."""
    return set(await session.all(_ORDERED, imitation_ids=imitation_ids))


_ORDERED: Final[Statement[tuple[str, str]]] = Statement(
    select(col(WebhookDelivery.webhook_id), col(WebhookDelivery.imitation_id))
    .where(
        among(col(WebhookDelivery.imitation_id), "imitation_ids"),
        col(WebhookDelivery.state) == "WAITING",
    )
    .distinct(),
    tuple,
)
