"""Statements about the events of the audit log, which are added with what they record."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import bindparam, insert

from db.engine import rows
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import AuditEvent

COLUMNS: Final = [name for name in AuditEvent.model_fields if name != "id"]
_ADD: Final = Statement(insert(AuditEvent), columns=COLUMNS)


async def add(session: Session, *events: Mapping[str, Any]) -> None:
    """Write events in the transaction of what they record; each has a value for all `COLUMNS`."""
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
