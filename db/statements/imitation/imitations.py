"""Statements about one imitation, and about imitations that end together."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import bindparam, func, null, update
from sqlmodel import col, select

from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import Imitation, User
from db.statements.imitation.imitation_filters import LIVE, LIVE_OF_USER, NOT_OVER, Which, condition
from db.statements.users.grants import NEEDS_APPROVAL


class End(NamedTuple):
    """When and why an imitation ended."""

    imitation_id: str
    at: datetime
    reason_of_end: str


async def get(session: Session, imitation_id: str) -> Imitation | None:
    """One imitation."""
    return await session.first(_GET, id=imitation_id)


_GET: Final = Statement(select(Imitation).where(col(Imitation.id) == bindparam("id")), by_key=True)


async def mark_used(session: Session, imitation_id: str, *, now: datetime) -> None:
    """Note that the imitating user did something."""
    await session.run(_MARK_USED, imitation_id=imitation_id, now=now)


_MARK_USED: Final = Statement(
    update(Imitation)
    .where(col(Imitation.id) == bindparam("imitation_id"), NOT_OVER)
    .values(last_used_at=bindparam("now"))
)


async def give_access(
    session: Session,
    imitation_id: str,
    *,
    access: str,
    reason: str,
    category: str | None,
    now: datetime,
    idle_timeout: timedelta,
) -> bool:
    """Give an imitation full access from now on; False, and nothing is written, if it is over."""
    values = {"access_": access, "reason_": reason, "category_": category}
    times = {"now": now, "idle_before": now - idle_timeout}
    return await session.run(_GIVE_ACCESS, imitation_id=imitation_id, **values, **times) == 1


_GIVE_ACCESS: Final = Statement(
    update(Imitation)
    .where(col(Imitation.id) == bindparam("imitation_id"), LIVE)
    .values(
        access=bindparam("access_"),
        full_since=bindparam("now"),
        full_reason=bindparam("reason_"),
        full_reason_category=bindparam("category_"),
    )
)


async def hold_all(
    session: Session, which: Which, *, most: int | None = None
) -> Sequence[Imitation]:
    """Lock those that are not over, or the first `most` of them, in the order of their ids."""
    if most is None:
        return await session.all(_holding(which.name), **which.values)
    return await session.all(_holding(which.name, some=True), **which.values, most=most)


@cache
def _holding(name: str, *, some: bool = False) -> Statement[Imitation]:
    held = (
        select(Imitation)
        .where(condition(name), NOT_OVER)
        # Not the bare column: by its index, SQLite would read those that are over as well.
        .order_by(func.coalesce(col(Imitation.id), null()))
        .with_for_update()
    )
    return Statement(held.limit(bindparam("most")) if some else held)


async def end(session: Session, ends: Sequence[End]) -> None:
    """Write the ends of imitations that this transaction has locked."""
    await session.many(_END, [each._asdict() for each in ends])


def ending(end: End) -> Change:
    """The change that writes one end."""
    return _END, end._asdict()


_END: Final = Statement(
    update(Imitation)
    .where(col(Imitation.id) == bindparam("imitation_id"))
    .values(ended_at=bindparam("at"), end_reason=bindparam("reason_of_end"))
)


class Standing(NamedTuple):
    """What counts of a user for an imitation of any customer; pending tokens are not live."""

    live: int  # imitations
    role_needs_approval: bool  # one of the user's


async def find_standing(
    session: Session, user_id: str, *, now: datetime, idle_timeout: timedelta
) -> Standing:
    """The standing of a user; of one who is gone, nothing counts."""
    times = {"now": now, "idle_before": now - idle_timeout}
    return await session.first(_STANDING, user_id=user_id, **times) or NOTHING_COUNTS


NOTHING_COUNTS: Final = Standing(live=0, role_needs_approval=False)
_STANDING: Final = Statement(
    select(LIVE_OF_USER, NEEDS_APPROVAL).where(col(User.id) == bindparam("user_id")),
    Standing._make,
)
