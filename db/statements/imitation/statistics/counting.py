"""Statements that count events, each once: up to which leaf is written with the counts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlmodel import col
from sqlmodel import select as select_one

from db.engine.dialect import upsert
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import AuditLeaf, ImitationCount, ImitationCounting


class Progress(NamedTuple):
    """The position of the last leaf that is counted, and that of the newest one; -1 without."""

    counted: int
    newest: int

    @property
    def behind(self) -> int:
        """The number of leaves that are not counted."""
        return self.newest - self.counted


async def get_progress(session: Session) -> Progress:
    """How far the audit log is counted."""
    return await session.one(_PROGRESS)


_newest: Final = select(func.coalesce(func.max(col(AuditLeaf.position)), -1)).scalar_subquery()
_PROGRESS: Final = Statement(
    select(col(ImitationCounting.position).label("counted"), _newest.label("newest")),
    Progress._make,
    by_key=True,
)


async def lock(session: Session) -> int | None:
    """The position of the last counted leaf; None while another process counts."""
    return await session.first(_LOCK)


_LOCK: Final = Statement(select_one(ImitationCounting.position).with_for_update(skip_locked=True))


async def add(session: Session, counts: Sequence[Mapping[str, Any]], *, position: int) -> None:
    """Add to the counts; with them all leaves up to this position are counted."""
    await session.many(_ADD, counts)
    await session.run(_MARK, position_=position)


_ADD: Final = Statement(
    (new := upsert(ImitationCount)).on_conflict_do_update(
        index_elements=["span", "kind", "quarter", "key"],
        set_={"number": col(ImitationCount.number) + new.excluded.number},
    ),
    columns=list(ImitationCount.model_fields),
)
_MARK: Final = Statement(update(ImitationCounting).values(position=bindparam("position_")))
