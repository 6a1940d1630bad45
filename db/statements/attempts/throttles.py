"""Statements about attempts. One statement counts and decides, so that no two are the last one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, delete, null, or_, update
from sqlmodel import UTCDateTime, col, select

from db.engine.dialect import upsert
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Throttle

Counted = tuple[int, datetime | None]  # how many attempts, and until when it is locked


class Limit(NamedTuple):
    """The attempts within a window, and how long the first, second, … lock lasts."""

    attempts: int
    window: timedelta
    waits: Sequence[timedelta]


async def count(
    session: Session, key: bytes, limit: Limit, *, now: datetime, about: str | None = None
) -> Counted:
    """Count one more attempt.

    The first attempt beyond the limit locks; those during a lock change nothing about its end. A
    lock that is `about` a user or address has an event when it is over: see closed_windows.
    """
    statement = _counting(len(limit.waits))
    return await session.one(statement, **_values(key, limit, now), about=about)


async def count_if_locked(session: Session, key: bytes, *, now: datetime) -> Counted | None:
    """Count one more attempt during a lock; None, and nothing is counted, where there is none."""
    return await session.first(_COUNT_IF_LOCKED, subject=key, now=now)


def _values(key: bytes, limit: Limit, now: datetime) -> dict[str, Any]:
    return {
        "subject": key,
        "now": now,
        "most": limit.attempts,
        "window_began": now - limit.window,
        **{f"end_{number}": now + wait for number, wait in enumerate(limit.waits)},
    }


def _moment(name: str) -> ColumnElement[datetime | None]:
    return bindparam(name, type_=UTCDateTime())


_IS_SUBJECT: Final = col(Throttle.key) == bindparam("subject")
_next: Final = col(Throttle.attempts) + 1
# Whether the lock has ended, or the window where there is no lock; never null.
_over: Final = or_(
    and_(col(Throttle.locked_until).is_not(None), col(Throttle.locked_until) <= _moment("now")),
    and_(col(Throttle.locked_until).is_(None), col(Throttle.started_at) <= _moment("window_began")),
)
_locks_now: Final = and_(
    ~_over, col(Throttle.locked_until).is_(None), _next > bindparam("most", type_=Integer())
)


@cache
def _counting(waits: int) -> Statement[Counted]:
    """For rates that have so many waits: a lock lasts longer, the more there were."""
    ends = [(col(Throttle.locks) == number, _moment(f"end_{number}")) for number in range(waits)]
    end = case(*ends, else_=_moment(f"end_{waits - 1}"))
    first = {"started_at": _moment("now"), "attempts": 1, "locks": 0}
    again = {
        "started_at": case((_over, _moment("now")), else_=col(Throttle.started_at)),
        "attempts": case((_over, 1), else_=_next),
        "locks": case((_locks_now, col(Throttle.locks) + 1), else_=col(Throttle.locks)),
        "locked_until": case((_over, null()), (_locks_now, end), else_=col(Throttle.locked_until)),
        "about": case((_over, null()), (_locks_now, bindparam("about")), else_=col(Throttle.about)),
    }
    return Statement(
        upsert(Throttle)
        .values(key=bindparam("subject"), **first)
        .on_conflict_do_update(index_elements=["key"], set_=again)
        .returning(col(Throttle.attempts), col(Throttle.locked_until))
    )


_COUNT_IF_LOCKED: Final[Statement[Counted]] = Statement(
    update(Throttle)
    .where(_IS_SUBJECT, col(Throttle.locked_until) > bindparam("now"))
    .values(attempts=_next)
    .returning(col(Throttle.attempts), col(Throttle.locked_until))
)


async def get(session: Session, key: bytes) -> Counted | None:
    """The attempts; None where there was none."""
    return await session.first(_GET, subject=key)


async def forgive(session: Session, key: bytes) -> None:
    """Take one attempt back, unless it locked."""
    await session.run(_FORGIVE, subject=key)


async def remove(session: Session, key: bytes) -> None:
    """Forget every attempt."""
    await session.run(_REMOVE, subject=key)


async def prune(session: Session, *, before: datetime) -> int:
    """Remove windows that started before; the answer is how many.

    None with an event due, and none that a transaction has locked.
    """
    return await session.run(_PRUNE, before=before)


_GET: Final[Statement[Counted]] = Statement(
    select(Throttle.attempts, Throttle.locked_until).where(_IS_SUBJECT), by_key=True
)
_FORGIVE: Final = Statement(
    update(Throttle)
    .where(_IS_SUBJECT, col(Throttle.attempts) > 0, col(Throttle.locked_until).is_(None))
    .values(attempts=col(Throttle.attempts) - 1)
)
_REMOVE: Final = Statement(delete(Throttle).where(_IS_SUBJECT))
_PRUNE: Final = Statement(
    delete(Throttle).where(
        col(Throttle.key).in_(
            select(Throttle.key)
            .where(col(Throttle.started_at) < bindparam("before"), col(Throttle.about).is_(None))
            .with_for_update(skip_locked=True)
        )
    )
)
