"""Statements about walks over the whole audit log: their signed results, and the one that runs."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, insert, null, or_, update
from sqlmodel import col, select

from db.engine.dialect import upsert
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import AuditWalk, AuditWalking


async def get_newest(session: Session) -> AuditWalk | None:
    """The newest signed result."""
    return await session.first(_NEWEST)


_NEWEST: Final = Statement(select(AuditWalk).order_by(col(AuditWalk.id).desc()).limit(1))


async def add(session: Session, note: str) -> None:
    """Remember the signed result of a walk."""
    await session.run(_ADD, note=note)


_ADD: Final = Statement(insert(AuditWalk), columns=["note"])


async def get_current(session: Session) -> AuditWalking | None:
    """The walk that runs, or that ran last."""
    return await session.first(_CURRENT)


_CURRENT: Final = Statement(select(AuditWalking).where(col(AuditWalking.id) == 1), by_key=True)


async def start(session: Session, *, now: datetime, total: int) -> None:
    """Start a walk, for a process to take, unless one runs."""
    await session.run(_START, id=1, started_at=now, checked=0, total=total)


_START: Final = Statement(
    (new := upsert(AuditWalking)).on_conflict_do_update(
        index_elements=["id"],
        set_={
            "started_at": new.excluded.started_at,
            "walker": null(),
            "seen_at": null(),
            "checked": new.excluded.checked,
            "total": new.excluded.total,
            "finished_at": null(),
        },
        where=col(AuditWalking.finished_at).is_not(None),
    ),
    columns=["id", "started_at", "checked", "total"],
)


async def take(
    session: Session, walker: str, *, now: datetime, lost: datetime, ahead: datetime, total: int
) -> bool:
    """Whether this walker is the one that makes the walk from now on, from its beginning.

    Nobody has taken it, or who did was last seen before `lost`. A time after `ahead` is none.
    """
    taken = await session.run(
        _TAKE, walker_=walker, now_=now, began_=now, lost=lost, ahead=ahead, total_=total
    )
    return taken == 1


_runs: Final = col(AuditWalking.finished_at).is_(None)
_TAKE: Final = Statement(
    update(AuditWalking)
    .where(
        _runs,
        or_(
            col(AuditWalking.seen_at).is_(None),
            col(AuditWalking.seen_at) < bindparam("lost"),
            col(AuditWalking.seen_at) > bindparam("ahead"),
        ),
    )
    .values(
        walker=bindparam("walker_"),
        started_at=bindparam("began_"),
        seen_at=bindparam("now_"),
        checked=0,
        total=bindparam("total_"),
    )
)


async def tell(session: Session, walker: str, *, now: datetime, checked: int) -> bool:
    """Whether the walk is still this walker's, which has read so many events by now."""
    return await session.run(_TELL, walker_=walker, now_=now, checked_=checked) == 1


_own: Final = (_runs, col(AuditWalking.walker) == bindparam("walker_"))
_TELL: Final = Statement(
    update(AuditWalking)
    .where(*_own)
    .values(seen_at=bindparam("now_"), checked=bindparam("checked_"))
)


async def finish(session: Session, walker: str, *, now: datetime, checked: int) -> bool:
    """Whether the walk was still this walker's, which has finished it."""
    return await session.run(_FINISH, walker_=walker, now_=now, checked_=checked) == 1


_FINISH: Final = Statement(
    update(AuditWalking)
    .where(*_own)
    .values(finished_at=bindparam("now_"), checked=bindparam("checked_"))
)


async def leave(session: Session, walker: str) -> None:
    """Let another process take the walk at once."""
    await session.run(_LEAVE, walker_=walker)


_LEAVE: Final = Statement(update(AuditWalking).where(*_own).values(seen_at=null()))
