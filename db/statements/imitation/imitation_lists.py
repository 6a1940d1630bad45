"""Lists of imitations, newest first: the filtered one of the admin, and the customer's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import bindparam
from sqlmodel import col, select

from db.engine.paging import Paged, Slice
from db.engine.session import Session
from db.models import Imitation
from db.statements.imitation.imitation_filters import LIVE, NOT_LIVE


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of imitations, with the values that its filter asks for."""

    paged: Paged[Imitation]
    values: Mapping[str, Any]


async def find(
    session: Session, listed: Listed, *, after: Sequence[object] | None, first: int
) -> Slice[Imitation]:
    """A page of the list."""
    return await listed.paged.page(session, after=after, first=first, **listed.values)


async def count_all(session: Session, listed: Listed) -> int:
    """The number of imitations in the list; 10,001 means more than 10,000."""
    return await listed.paged.count(session, **listed.values)


def redeemed_of(customer_id: str) -> Listed:
    """Every imitation of the customer that was entered."""
    return Listed(_REDEEMED, {"customer_id": customer_id})


def matching(
    *,
    active: bool | None,
    customer_id: str | None,
    user_id: str | None,
    since: datetime | None,
    until: datetime | None,
    now: datetime,
    idle_timeout: timedelta,
) -> Listed:
    """The imitations that the filter lets through; None lets all through.

    `active` True is the live list, False all others. `since` is included, `until` is not.
    """
    filters = {
        "customer_id": customer_id,
        "user_id": user_id,
        "since": since,
        "until": until,
    }
    values: dict[str, Any] = {name: value for name, value in filters.items() if value is not None}
    paged = _matching(frozenset(values), active=active)
    if active is not None:
        values |= {"now": now, "idle_before": now - idle_timeout}
    return Listed(paged, values)


_KEYS: Final = [col(Imitation.created_at), col(Imitation.id)]
_REDEEMED: Final = Paged(
    select(Imitation).where(
        col(Imitation.customer_id) == bindparam("customer_id"),
        col(Imitation.started_at).is_not(None),
    ),
    keys=_KEYS,
    descending=True,
)
_FILTERS: Final = {
    "customer_id": col(Imitation.customer_id) == bindparam("customer_id"),
    "user_id": col(Imitation.user_id) == bindparam("user_id"),
    "since": col(Imitation.created_at) >= bindparam("since"),
    "until": col(Imitation.created_at) < bindparam("until"),
}


@cache
def _matching(filters: frozenset[str], *, active: bool | None) -> Paged[Imitation]:
    """One list for each combination of filters: 48 at most."""
    listed = select(Imitation).where(*(_FILTERS[name] for name in sorted(filters)))
    if active is not None:
        listed = listed.where(LIVE if active else NOT_LIVE)
    return Paged(listed, keys=_KEYS, descending=True)
