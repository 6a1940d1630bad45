"""Lists of imitations, newest first: the filtered one of the admin, and the customer's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import col, select

from db.engine.paging import Paged, Slice
from db.engine.session import Session
from db.models import Imitation
from db.statements.imitation.imitation_filters import ENDED, LIVE, NOT_LIVE, PENDING
from db.statements.imitation.lists.with_orders import HAS_NO_ORDER, HAS_ORDER, HAS_ORDER_OF_NUMBER
from db.statements.imitation.lists.words import contains, patterns


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of imitations, with the values that its filter asks for."""

    paged: Paged[Imitation]
    values: Mapping[str, Any]


class Filter(NamedTuple):
    """What the imitations of a list have in common; None lets all through.

    `active` True is the live list, False all others. `since` is included, `until` is not.
    """

    active: bool | None = None
    status: str | None = None
    customer_id: str | None = None
    user_id: str | None = None
    sales_channel_id: str | None = None
    access: str | None = None
    end_reason: str | None = None
    reason: str | None = None  # words that the reason contains
    reason_category: str | None = None
    order_placed: bool | None = None
    order_number: int | None = None
    since: datetime | None = None
    until: datetime | None = None


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


def matching(which: Filter, *, now: datetime, idle_timeout: timedelta) -> Listed:
    """The imitations that the filter lets through at this time."""
    asked = {name: value for name, value in which._asdict().items() if value is not None}
    conditions = frozenset(_condition(name, value) for name, value in asked.items())
    words = patterns(asked.pop("reason", None))
    values = {**asked, **words, "now": now, "idle_before": now - idle_timeout}
    return Listed(_matching(conditions, frozenset(words)), values)


def _condition(name: str, value: object) -> str:
    """Those whose value stands in the statement's text are one condition for each value."""
    return f"{name} {value}" if name in _FIXED else name


_FIXED: Final = ("active", "status", "order_placed")
_KEYS: Final = [col(Imitation.created_at), col(Imitation.id)]
_REDEEMED: Final = Paged(
    select(Imitation).where(
        col(Imitation.customer_id) == bindparam("customer_id"),
        col(Imitation.started_at).is_not(None),
    ),
    keys=_KEYS,
    descending=True,
)
_FILTERS: Final[Mapping[str, ColumnElement[bool]]] = {
    "active True": LIVE,
    "active False": NOT_LIVE,
    "status PENDING": PENDING,
    "status ACTIVE": LIVE,
    "status ENDED": ENDED,
    "customer_id": col(Imitation.customer_id) == bindparam("customer_id"),
    "user_id": col(Imitation.user_id) == bindparam("user_id"),
    "sales_channel_id": col(Imitation.sales_channel_id) == bindparam("sales_channel_id"),
    "access": col(Imitation.access) == bindparam("access"),
    "end_reason": col(Imitation.end_reason) == bindparam("end_reason"),
    "reason_category": col(Imitation.reason_category) == bindparam("reason_category"),
    "order_placed True": HAS_ORDER,
    "order_placed False": HAS_NO_ORDER,
    "order_number": HAS_ORDER_OF_NUMBER,
    "since": col(Imitation.created_at) >= bindparam("since"),
    "until": col(Imitation.created_at) < bindparam("until"),
}


@cache
def _matching(conditions: frozenset[str], patterns_of_reason: frozenset[str]) -> Paged[Imitation]:
    """One list for each combination of filters, made when it is first asked for."""
    listed = select(Imitation).where(
        *(_FILTERS[name] for name in sorted(conditions - {"reason"})),
        *contains(col(Imitation.reason), patterns_of_reason),
    )
    return Paged(listed, keys=_KEYS, descending=True)
