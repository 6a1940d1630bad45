"""Statements of a redemption: its locks, the facts that it is decided by, and what it writes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BindParameter,
    ScalarSelect,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.engine import rows
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import (
    Customer,
    Imitation,
    SalesChannel,
    SalesChannelDomain,
    Throttle,
    User,
    UserSession,
)
from db.models.columns import HexId
from db.statements.imitation.imitation_filters import live, user_holds


class Facts(NamedTuple):
    """Today's truth about an imitation. A user or a customer who is gone counts as inactive."""

    imitation: Imitation
    user_active: bool
    privileged: bool
    signed_out: bool  # the user's session was ended; one that only timed out was not
    customer_active: bool
    guest: bool
    consent_given: bool
    consent_changed: bool  # given or withdrawn: the customer was asked
    bound_sales_channel_id: str | None
    channel_active: bool
    channel_type: str
    has_domain: bool
    live: int  # other live imitations of the user, without the one that this one supersedes
    attempts: int | None  # of the client's address; null without any
    locked_until: datetime | None


async def find(
    session: Session,
    token_hash: bytes,
    *,
    privilege: str,
    superseded_id: str | None,
    address: bytes | None,
    now: datetime,
    idle_timeout: timedelta,
) -> Sequence[Facts]:
    """The token's imitation and the one that it supersedes, locked in the order of their ids.

    `privilege` is the one that the user must hold, `address` the key of the client's attempts.
    """
    values = {"token_hash": token_hash, "address": address}
    times = {"now": now, "idle_before": now - idle_timeout}
    if superseded_id is None:
        return await session.all(_facts(privilege), **values, **times)
    statement = _facts(privilege, superseding=True)
    return await session.all(statement, superseded_id=superseded_id, **values, **times)


def start(imitation_id: str, *, now: datetime, expires_at: datetime) -> Change:
    """The change that uses the token up."""
    return _START, {"imitation_id": imitation_id, "now": now, "expires": expires_at}


_START: Final = Statement(
    update(Imitation)
    .where(col(Imitation.id) == bindparam("imitation_id"))
    .values(
        started_at=bindparam("now"), last_used_at=bindparam("now"), expires_at=bindparam("expires")
    )
)


@cache
def _facts(privilege: str, *, superseding: bool = False) -> Statement[Facts]:
    """A statement without the earlier imitation's id, which PostgreSQL does not plan at each call.

    Where it may be null, a plan for its value seems so cheap that each call gets one of its own.
    """
    superseded = bindparam("superseded_id", type_=HexId()) if superseding else None
    make, width = rows.of(Imitation), len(Imitation.model_fields)
    asked = [col(Imitation.token_hash) == bindparam("token_hash")]
    if superseded is not None:
        asked.append(col(Imitation.id) == superseded)
    return Statement(
        select(Imitation, *_columns(privilege, superseded))
        .select_from(Imitation)
        .join(SalesChannel, col(SalesChannel.id) == col(Imitation.sales_channel_id))
        .outerjoin(User, col(User.id) == col(Imitation.user_id))
        .outerjoin(Customer, col(Customer.id) == col(Imitation.customer_id))
        .where(or_(*asked))
        .order_by(col(Imitation.id))
        .with_for_update(of=Imitation),
        lambda values: Facts(make(values[:width]), *values[width:]),
        by_key=True,
    )


def _columns(privilege: str, superseded: BindParameter[str] | None) -> Sequence[Any]:
    """What `Facts` holds beside the imitation."""
    address = col(Throttle.key) == bindparam("address")
    attempts = select(col(Throttle.attempts)).where(address)
    locked_until = select(col(Throttle.locked_until)).where(address)
    return (
        func.coalesce(col(User.active), False),
        user_holds(privilege),
        exists().where(
            col(UserSession.id) == col(Imitation.user_session_id),
            col(UserSession.ended_at).is_not(None),
        ),
        func.coalesce(col(Customer.active), False),
        func.coalesce(col(Customer.guest), False),
        func.coalesce(col(Customer.imitation_consent), False),
        col(Customer.imitation_consent_changed_at).is_not(None),
        col(Customer.bound_sales_channel_id),
        col(SalesChannel.active),
        col(SalesChannel.type),
        exists().where(col(SalesChannelDomain.sales_channel_id) == col(SalesChannel.id)),
        _count_others(superseded),
        attempts.scalar_subquery(),
        locked_until.scalar_subquery(),
    )


def _count_others(superseded: BindParameter[str] | None) -> ScalarSelect[int]:
    other = aliased(Imitation)
    without = [] if superseded is None else [col(other.id) != superseded]
    return (
        select(func.count())
        .select_from(other)
        .where(col(other.user_id) == col(Imitation.user_id), *without, live(of=other))
        .correlate(Imitation)
        .scalar_subquery()
    )
