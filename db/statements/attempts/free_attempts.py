"""The statement that counts attempts as long as none of them locks."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import CTE, LargeBinary, and_, bindparam, case, func, literal, null, or_
from sqlmodel import UTCDateTime, col, select

from db.engine.dialect import SQLITE, upsert
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import Throttle
from db.statements.attempts.throttles import Limit

NEW: Final = ["key", "started_at", "attempts", "locks"]


async def count(session: Session, limits: Sequence[tuple[bytes, Limit]], *, now: datetime) -> int:
    """Count one more attempt for each key, up to the first that is locked or would be.

    The answer is how many were counted; `throttles.count` decides about the next one. SQLite makes
    no change inside of a query, and a transaction costs it no round trips: there it is always 0.
    """
    if session.dialect is SQLITE:
        return 0
    values: dict[str, Any] = {"now": now}
    for place, (key, limit) in enumerate(limits):
        values[f"key_{place}"] = key
        values[f"most_{place}"] = limit.attempts
        values[f"window_began_{place}"] = now - limit.window
    return await session.one(_counting(len(limits)), **values)


@cache
def _counting(keys: int) -> Statement[int]:
    """A key is counted only if the one before it was, so a row waits for the one before it too."""
    counted: list[CTE] = []
    for place in range(keys):
        counted.append(_counted(place, after=counted[-1] if counted else None))
    number = sum((_number(each) for each in counted), literal(0))
    return Statement(select(number), lambda values: int(values[0]))


def _counted(place: int, *, after: CTE | None) -> CTE:
    attempts, locked_until = col(Throttle.attempts), col(Throttle.locked_until)
    now = bindparam("now", type_=UTCDateTime())
    window_ended = col(Throttle.started_at) <= bindparam(f"window_began_{place}")
    # As in `throttles`: whether the lock has ended, or the window where there is no lock.
    over = case((locked_until.is_(None), window_ended), else_=locked_until <= now)
    key = bindparam(f"key_{place}", type_=LargeBinary())
    new = select(key, now, literal(1), literal(0))
    return (
        upsert(Throttle)
        .from_select(NEW, new if after is None else new.select_from(after))
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "started_at": case((over, now), else_=col(Throttle.started_at)),
                "attempts": case((over, 1), else_=attempts + 1),
                "locked_until": null(),
                "about": case((over, null()), else_=col(Throttle.about)),
            },
            where=or_(over, and_(locked_until.is_(None), attempts < bindparam(f"most_{place}"))),
        )
        .returning(col(Throttle.key))
        .cte(f"counted_{place}")
    )


def _number(counted: CTE) -> Any:  # noqa: ANN401 - an expression of SQLAlchemy
    return select(func.count()).select_from(counted).scalar_subquery()
