"""Statements about imitations: what is decided by one UPDATE is decided for every process."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, true, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from db.engine.paging import Slice, count, page
from db.models import Customer, Imitation


async def get(session: AsyncSession, imitation_id: str) -> Imitation | None:
    """One imitation."""
    statement = select(Imitation).where(col(Imitation.id) == imitation_id)
    return (await session.exec(statement)).one_or_none()


async def get_by_token(session: AsyncSession, token_hash: bytes) -> Imitation | None:
    """The imitation that a token was made for, whatever became of it."""
    statement = select(Imitation).where(col(Imitation.token_hash) == token_hash)
    return (await session.exec(statement)).one_or_none()


async def find_user_id(session: AsyncSession, token_hash: bytes) -> str | None:
    """Who generated the token; None where nobody did."""
    statement = select(Imitation.user_id).where(col(Imitation.token_hash) == token_hash)
    return (await session.exec(statement)).one_or_none()


async def add(session: AsyncSession, imitation: Imitation) -> None:
    """Store a token that can be redeemed."""
    session.add(imitation)
    await session.flush()


async def redeem(
    session: AsyncSession,
    token_hash: bytes,
    *,
    sales_channel_id: str,
    customer_id: str | None,
    user_id: str | None,
    instead_of: str | None,
    at_once: int,
    now: datetime,
    max_duration: timedelta,
    idle_timeout: timedelta,
) -> Imitation | None:
    """Use a token up, once for all processes; None if it is used, ended or does not match.

    None as well where its user has `at_once` live ones, without the one that this stands
    `instead_of`. `claim` the user's imitations first: two tokens are two rows, and would not wait.
    """
    other = aliased(Imitation)
    others = select(func.count()).where(
        other.user_id == col(Imitation.user_id),
        other.id != instead_of if instead_of else true(),
        live(now, idle_timeout, of=other),
    )
    statement = (
        update(Imitation)
        .where(
            col(Imitation.token_hash) == token_hash,
            col(Imitation.sales_channel_id) == sales_channel_id,
            col(Imitation.customer_id) == customer_id if customer_id else true(),
            col(Imitation.user_id) == user_id if user_id else true(),
            col(Imitation.started_at).is_(None),
            col(Imitation.ended_at).is_(None),
            col(Imitation.token_expires_at) > now,
            others.scalar_subquery() < at_once,
        )
        .values(started_at=now, last_used_at=now, expires_at=now + max_duration)
        .returning(Imitation)
        .execution_options(synchronize_session=False)
    )
    return (await session.exec(statement)).scalars().one_or_none()


async def hold(session: AsyncSession, imitation_id: str) -> bool:
    """Lock a live imitation until the commit; False if it has ended."""
    statement = (
        select(Imitation.id)
        .where(col(Imitation.id) == imitation_id, col(Imitation.ended_at).is_(None))
        .with_for_update()
    )
    return (await session.exec(statement)).one_or_none() is not None


async def hold_all(session: AsyncSession, which: ColumnElement[bool]) -> None:
    """Lock these until the commit; a transaction that changes several locks them first."""
    statement = select(Imitation.id).where(which).order_by(col(Imitation.id)).with_for_update()
    await session.exec(statement)


async def mark_used(session: AsyncSession, imitation_id: str, *, now: datetime) -> None:
    """Note that the imitator did something."""
    await session.exec(
        update(Imitation)
        .where(col(Imitation.id) == imitation_id, col(Imitation.ended_at).is_(None))
        .values(last_used_at=now)
    )


async def mark_ended(
    session: AsyncSession, which: ColumnElement[bool], *, reason: str, now: datetime
) -> Sequence[Imitation]:
    """End those of `which` that are not over, and answer them: each ends once."""
    # Locked one after another as everybody does: two who end many never wait for each other.
    in_order = (
        select(Imitation.id)
        .where(which, col(Imitation.ended_at).is_(None))
        .order_by(col(Imitation.id))
        .with_for_update()
    )
    statement = (
        update(Imitation)
        .where(col(Imitation.id).in_(in_order), col(Imitation.ended_at).is_(None))
        .values(ended_at=now, end_reason=reason)
        .returning(Imitation)
        .execution_options(synchronize_session=False)
    )
    return (await session.exec(statement)).scalars().all()


def of_id(imitation_id: str) -> ColumnElement[bool]:
    """The one with the id."""
    return col(Imitation.id) == imitation_id


def of_token(token_hash: bytes) -> ColumnElement[bool]:
    """The one that the token was made for."""
    return col(Imitation.token_hash) == token_hash


def of_users(user_ids: Sequence[str]) -> ColumnElement[bool]:
    """Those made by one of these users."""
    return col(Imitation.user_id).in_(user_ids)


def of_customer(customer_id: str) -> ColumnElement[bool]:
    """Those of this customer."""
    return col(Imitation.customer_id) == customer_id


def of_sales_channel(sales_channel_id: str) -> ColumnElement[bool]:
    """Those in this sales channel."""
    return col(Imitation.sales_channel_id) == sales_channel_id


def of_inactive_customers() -> ColumnElement[bool]:
    """Those of customers who are switched off."""
    inactive = select(Customer.id).where(~col(Customer.active))
    return col(Imitation.customer_id).in_(inactive)


def elsewhere_than_bound() -> ColumnElement[bool]:
    """Those in another sales channel than the one that the customer is bound to."""
    return exists().where(
        col(Customer.id) == col(Imitation.customer_id),
        col(Customer.bound_sales_channel_id) != col(Imitation.sales_channel_id),
    )


def without_consent() -> ColumnElement[bool]:
    """Those of customers who do not consent."""
    return col(Imitation.customer_id).in_(
        select(Customer.id).where(~col(Customer.imitation_consent))
    )


def with_token_expired(now: datetime) -> ColumnElement[bool]:
    """Those whose token nobody redeemed in time."""
    return and_(col(Imitation.started_at).is_(None), col(Imitation.token_expires_at) <= now)


def at_maximum(now: datetime) -> ColumnElement[bool]:
    """Those that have lasted as long as they may."""
    return col(Imitation.expires_at) <= now


def idle_since(moment: datetime) -> ColumnElement[bool]:
    """Those in which nothing was done after the moment."""
    return col(Imitation.last_used_at) <= moment


def live(
    now: datetime, idle_timeout: timedelta, *, of: type[Imitation] = Imitation
) -> ColumnElement[bool]:
    """Those that were entered and that neither anybody nor time has ended."""
    return and_(
        col(of.started_at).is_not(None),
        col(of.ended_at).is_(None),
        col(of.expires_at) > now,
        col(of.last_used_at) > now - idle_timeout,
    )


async def count_live(
    session: AsyncSession, user_id: str, *, now: datetime, idle_timeout: timedelta
) -> int:
    """How many live imitations a user has; pending tokens are none."""
    statement = select(func.count()).where(
        col(Imitation.user_id) == user_id, live(now, idle_timeout)
    )
    return (await session.exec(statement)).one()


async def find_live(session: AsyncSession, which: ColumnElement[bool]) -> Sequence[Imitation]:
    """Those of `which` that are pending or active."""
    statement = select(Imitation).where(which, col(Imitation.ended_at).is_(None))
    return (await session.exec(statement)).all()


def matching(
    *,
    active: bool | None,
    customer_id: str | None,
    user_id: str | None,
    since: datetime | None,
    until: datetime | None,
    now: datetime,
    idle_timeout: timedelta,
) -> SelectOfScalar[Imitation]:
    """The filter of the audit log; `active` True is the live list, False all others, None both.

    `since` is included, `until` is not.
    """
    not_live = or_(
        col(Imitation.started_at).is_(None),
        col(Imitation.ended_at).is_not(None),
        col(Imitation.expires_at) <= now,
        col(Imitation.last_used_at) <= now - idle_timeout,
    )
    conditions = [
        (live(now, idle_timeout) if active else not_live) if active is not None else None,
        col(Imitation.customer_id) == customer_id if customer_id else None,
        col(Imitation.user_id) == user_id if user_id else None,
        col(Imitation.created_at) >= since if since else None,
        col(Imitation.created_at) < until if until else None,
    ]
    return select(Imitation).where(*(given for given in conditions if given is not None))


async def find(
    session: AsyncSession,
    statement: SelectOfScalar[Imitation],
    *,
    after: Sequence[object] | None,
    first: int,
) -> Slice[Imitation]:
    """A page of imitations, newest first."""
    keys = [col(Imitation.created_at), col(Imitation.id)]
    return await page(session, statement, keys=keys, after=after, first=first, descending=True)


async def count_all(session: AsyncSession, statement: SelectOfScalar[Imitation]) -> int:
    """How many imitations match."""
    return await count(session, statement)


def redeemed_of(customer_id: str) -> SelectOfScalar[Imitation]:
    """Every imitation of the customer that was entered."""
    return select(Imitation).where(
        col(Imitation.customer_id) == customer_id, col(Imitation.started_at).is_not(None)
    )
