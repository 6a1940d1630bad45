"""Conditions on imitations: which ones end together, and which ones a list shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, not_, or_, select
from sqlmodel import col

from db.engine.dialect import among
from db.models import Imitation, RolePrivilege, User, UserRole


@dataclass(frozen=True, slots=True)
class Which:
    """Some imitations: the name of a condition, and the values that it asks for."""

    name: str
    values: Mapping[str, Any]


def of_id(imitation_id: str) -> Which:
    """The imitation with the id."""
    return Which("id", {"id": imitation_id})


def of_users(user_ids: Sequence[str]) -> Which:
    """The imitations by these users."""
    return Which("users", {"user_ids": user_ids})


def of_customer(customer_id: str) -> Which:
    """The imitations of the customer."""
    return Which("customer", {"customer_id": customer_id})


def of_customer_elsewhere(customer_id: str, *, than: str) -> Which:
    """The imitations of the customer in other sales channels than this one."""
    return Which("customer_elsewhere", {"customer_id": customer_id, "sales_channel_id": than})


def of_sales_channel(sales_channel_id: str) -> Which:
    """The imitations in the sales channel."""
    return Which("sales_channel", {"sales_channel_id": sales_channel_id})


def of_ids(ids: Sequence[str]) -> Which:
    """The imitations with these ids."""
    return Which("ids", {"ids": ids})


def with_token_expired(now: datetime) -> Which:
    """The imitations whose token was not redeemed in time."""
    return Which("token_expired", {"now": now})


def at_maximum(now: datetime) -> Which:
    """The imitations that have lasted as long as they may."""
    return Which("at_maximum", {"now": now})


def idle_since(moment: datetime) -> Which:
    """The imitations in which nothing was done after the moment."""
    return Which("idle", {"moment": moment})


def condition(name: str) -> ColumnElement[bool]:
    """The condition of this name; its parameters are the values of `Which`."""
    return _CONDITIONS[name]


NOT_OVER: Final = col(Imitation.ended_at).is_(None)


def live(of: type[Imitation] = Imitation) -> ColumnElement[bool]:
    """Started, and ended neither by a person nor by time; asks for `now` and `idle_before`."""
    return and_(
        col(of.started_at).is_not(None),
        col(of.ended_at).is_(None),
        col(of.expires_at) > bindparam("now"),
        col(of.last_used_at) > bindparam("idle_before"),
    )


LIVE: Final = live()
# How many a user has.
LIVE_OF_USER: Final = (
    select(func.count())
    .select_from(Imitation)
    .where(col(Imitation.user_id) == col(User.id), LIVE)
    .correlate(User)
    .scalar_subquery()
)
NOT_LIVE: Final = or_(
    col(Imitation.started_at).is_(None),
    col(Imitation.ended_at).is_not(None),
    col(Imitation.expires_at) <= bindparam("now"),
    col(Imitation.last_used_at) <= bindparam("idle_before"),
)
PENDING: Final = and_(
    col(Imitation.started_at).is_(None),
    col(Imitation.ended_at).is_(None),
    col(Imitation.token_expires_at) > bindparam("now"),
)
# Not as alternatives, for which SQLite would leave the order of the list.
ENDED: Final = and_(not_(PENDING), not_(LIVE))


def user_holds(privilege: str) -> ColumnElement[bool]:
    """Whether the imitation's user holds the privilege; `User` is joined to it."""
    granted = exists(
        select(1)
        .select_from(UserRole)
        .join(RolePrivilege, col(RolePrivilege.role_id) == col(UserRole.role_id))
        .where(
            col(UserRole.user_id) == col(Imitation.user_id),
            col(RolePrivilege.privilege) == privilege,
        )
    )
    return or_(func.coalesce(col(User.admin), False), granted)


_CONDITIONS: Final[Mapping[str, ColumnElement[bool]]] = {
    "id": col(Imitation.id) == bindparam("id"),
    "users": among(col(Imitation.user_id), "user_ids"),
    "customer": col(Imitation.customer_id) == bindparam("customer_id"),
    "customer_elsewhere": and_(
        col(Imitation.customer_id) == bindparam("customer_id"),
        col(Imitation.sales_channel_id) != bindparam("sales_channel_id"),
    ),
    "sales_channel": col(Imitation.sales_channel_id) == bindparam("sales_channel_id"),
    "ids": among(col(Imitation.id), "ids"),
    "token_expired": and_(
        col(Imitation.started_at).is_(None), col(Imitation.token_expires_at) <= bindparam("now")
    ),
    "at_maximum": col(Imitation.expires_at) <= bindparam("now"),
    "idle": col(Imitation.last_used_at) <= bindparam("moment"),
}
