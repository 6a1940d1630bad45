"""Statements that take values from events of the audit log; the triggers let nothing else pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, update
from sqlmodel import col, select

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import AuditEvent, AuditLeaf, AuditSealing
from db.statements.imitation.audit import COLUMNS

_STAYS: Final = {"at", "action", "imitation_id"}
_ERASED: Final = [name for name in COLUMNS if name not in _STAYS]


@dataclass(frozen=True, slots=True)
class Naming:
    """How events name a person: the column of their id, and the columns of their names.

    `reason` is what a detail with a reason contains.
    """

    id_column: str
    columns: tuple[str, ...]
    reason: str


class Count(NamedTuple):
    """Events that have to do with a person, and those of them that still name them."""

    about: int
    naming: int


async def count(
    session: Session, naming: Naming, subject_id: str, *, start: int, last: int
) -> Count:
    """The events in a range of ids."""
    values = {"subject_id": subject_id, "start": start, "last": last}
    return await session.one(_counting(naming), **values, **_texts(naming, subject_id))


async def find(
    session: Session, naming: Naming, subject_id: str, *, start: int, last: int, limit: int
) -> Sequence[tuple[AuditLeaf, AuditEvent]]:
    """Sealed events in a range of ids that name the person, with their leaves."""
    values = {"subject_id": subject_id, "start": start, "last": last, "limit_": limit}
    return await session.all(_finding(naming), **values, **_texts(naming, subject_id))


def _texts(naming: Naming, subject_id: str) -> Mapping[str, str]:
    return {"with_reason": naming.reason, "with_id": subject_id}


def _in_detail(name: str) -> ColumnElement[bool]:
    """Whether the detail has this text in it, exactly: SQLite's LIKE takes A for a."""
    without = func.replace(col(AuditEvent.detail), bindparam(name), "")
    return func.coalesce(without != col(AuditEvent.detail), False)


_IN_RANGE: Final = col(AuditEvent.id).between(bindparam("start"), bindparam("last"))
_HAS_ID: Final = _in_detail("with_id")
_HAS_REASON: Final = _in_detail("with_reason")


def _concerns(naming: Naming) -> ColumnElement[bool]:
    id_column: Any = getattr(AuditEvent, naming.id_column)
    return func.coalesce(id_column == bindparam("subject_id"), False)


def _names(naming: Naming) -> ColumnElement[bool]:
    columns = [getattr(AuditEvent, name).is_not(None) for name in naming.columns]
    return or_(and_(_concerns(naming), or_(_HAS_REASON, *columns)), _HAS_ID)


@cache
def _counting(naming: Naming) -> Statement[Count]:
    about = or_(_concerns(naming), _HAS_ID)
    counted = select(
        func.count().filter(about).label("about"),
        func.count().filter(_names(naming)).label("naming"),
    )
    return Statement(counted.select_from(AuditEvent).where(_IN_RANGE), Count._make)


@cache
def _finding(naming: Naming) -> Statement[tuple[AuditLeaf, AuditEvent]]:
    return Statement(
        select(AuditLeaf, AuditEvent)
        .join(AuditEvent, col(AuditEvent.id) == col(AuditLeaf.event_id))
        .where(_IN_RANGE, _names(naming))
        .order_by(col(AuditEvent.id))
        .limit(bindparam("limit_"))
    )


async def erase(
    session: Session, leaves: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]]
) -> None:
    """Store what is kept of leaves, then what is left of their events.

    A leaf has `of_event`, `kept_` and `erased_by`; an event its `id` and the values that it keeps.
    """
    await session.many(_KEEP, [{**leaf, "no_salt": b""} for leaf in leaves])
    rows = [
        {"event_id": event["id"], **{f"new_{name}": event.get(name) for name in _ERASED}}
        for event in events
    ]
    await session.many(_ERASE, rows)


_KEEP: Final = Statement(
    update(AuditLeaf)
    .where(col(AuditLeaf.event_id) == bindparam("of_event"))
    .values(salt=bindparam("no_salt"), kept=bindparam("kept_"), erasure_id=bindparam("erased_by"))
)
_ERASE: Final = Statement(
    update(AuditEvent)
    .where(col(AuditEvent.id) == bindparam("event_id"))
    .values({name: bindparam(f"new_{name}") for name in _ERASED})
)


async def mark_retired(session: Session, position: int) -> None:
    """Remember that no event before this position in the tree has a body whose time is over."""
    await session.run(_MARK_RETIRED, position=position)


_MARK_RETIRED: Final = Statement(
    update(AuditSealing).where(col(AuditSealing.id) == 1).values(retired=bindparam("position"))
)
