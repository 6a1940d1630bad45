"""Statements about the events of the audit log, which are added with what they record."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import bindparam, exists, func, insert, text
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.engine import rows
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import AuditEvent

COLUMNS: Final = [name for name in AuditEvent.model_fields if name != "id"]
_ADD: Final = Statement(insert(AuditEvent), columns=COLUMNS)


async def add(session: Session, *events: Mapping[str, Any]) -> None:
    """Write events in the transaction of what they record; each has a value for all `COLUMNS`."""
    if len(events) == 1:  # which most are; `many` takes longer
        await session.run(_ADD, **events[0])
    else:
        await session.many(_ADD, events)


async def add_one(session: Session, event: Mapping[str, Any]) -> AuditEvent:
    """Write an event; the answer is its row."""
    return await session.one(_ADD_ONE, **event)


_ADD_ONE: Final = Statement(
    insert(AuditEvent).returning(AuditEvent), rows.of(AuditEvent), columns=COLUMNS
)


def addition(*events: Mapping[str, Any]) -> Change:
    """The change that adds a few events in this order."""
    values = {
        f"{name}_{number}": value
        for number, written in enumerate(events)
        for name, value in written.items()
    }
    return _add_together(len(events)), values


@cache
def _add_together(number: int) -> Statement[Any]:
    values: list[dict[str, Any]] = [
        {name: bindparam(f"{name}_{row}") for name in COLUMNS} for row in range(number)
    ]
    return Statement(insert(AuditEvent).values(values))


async def get_newest_id(session: Session, *, before: datetime) -> int:
    """The id of the newest event that is as old as this; 0 without one."""
    found = await session.first(_NEWEST, before=before)
    return 0 if found is None else id_of(found)


_NEWEST: Final = Statement(
    select(AuditEvent)
    .where(col(AuditEvent.at) <= bindparam("before"))
    .order_by(col(AuditEvent.at).desc())
    .limit(1)
)


async def count(session: Session, *, start: int, through: int) -> int:
    """The number of events with ids in this range."""
    return await session.one(_COUNT, start=start, through=through)


_COUNT: Final = Statement(
    select(func.count()).where(
        col(AuditEvent.id) >= bindparam("start"), col(AuditEvent.id) <= bindparam("through")
    ),
    lambda values: int(values[0]),
)


async def get_gap(session: Session, *, start: int) -> int:
    """The first id from `start` on that no event has."""
    found = await session.first(_GAP, start=start)
    return start if found is None else found


_next: Final = aliased(AuditEvent)
_here: Final = aliased(AuditEvent)
_GAP: Final = Statement(
    select(col(AuditEvent.id) + 1)
    .where(
        col(AuditEvent.id) >= bindparam("start"),
        exists().where(col(_here.id) == bindparam("start")),
        ~exists().where(col(_next.id) == col(AuditEvent.id) + 1),
    )
    .order_by(col(AuditEvent.id))
    .limit(1),
    lambda values: int(values[0]),
)


async def count_deleted(session: Session) -> int:
    """How many rows PostgreSQL has seen deleted, in transactions that were rolled back as well."""
    return await session.one(_DELETED)


_DELETED: Final = Statement(
    text("SELECT pg_stat_get_tuples_deleted('audit_events'::regclass)"),
    lambda values: int(values[0]),
)


def id_of(event: AuditEvent) -> int:
    """The id of a stored event."""
    assert event.id is not None  # noqa: S101 - the database has set it
    return event.id


def facts(event: AuditEvent) -> Mapping[str, object]:
    """Everything that the audit log protects, as JSON values."""
    values = {name: getattr(event, name) for name in AuditEvent.model_fields}
    return {**values, "at": event.at.isoformat()}


def values(event: AuditEvent) -> Mapping[str, str]:
    """What the event has besides its id, its time and its action."""
    named = {name: getattr(event, name) for name in COLUMNS if name not in {"at", "action"}}
    return {name: value for name, value in named.items() if value is not None}
