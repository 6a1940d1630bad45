"""Statements about the audit log. Events are added with what they record, seals by one process."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, func, insert, or_, text
from sqlmodel import col, select

from db.engine.dialect import SQLITE, upsert
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import AuditAnchor, AuditEvent, AuditSeal

LOCK: Final = 0x6A6F75726E616C  # the advisory lock of the process that seals
Link = tuple[AuditSeal, AuditEvent | None]


class Unsealed(NamedTuple):
    """How many events are not in the chain yet; without any, the id and the time are None."""

    number: int
    first_id: int | None
    since: datetime | None


COLUMNS: Final = [name for name in AuditEvent.model_fields if name != "id"]
_ADD: Final = Statement(insert(AuditEvent), columns=COLUMNS)


async def add(session: Session, *events: Mapping[str, Any]) -> None:
    """Write events in the transaction of what they record; each has a value for all `COLUMNS`."""
    await session.many(_ADD, events)


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
    rows: list[dict[str, Any]] = [
        {name: bindparam(f"{name}_{row}") for name in COLUMNS} for row in range(number)
    ]
    return Statement(insert(AuditEvent).values(rows))


async def lock_sealing(session: Session, *, wait: bool = False) -> bool:
    """Whether this transaction is the one that seals; SQLite has one writer at a time anyway."""
    if session.dialect is SQLITE:
        return True
    taken = await session.one(_LOCK if wait else _TRY_LOCK)
    return wait or bool(taken[0])


_LOCK: Final = Statement(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
_TRY_LOCK: Final = Statement(text(f"SELECT pg_try_advisory_xact_lock({LOCK})"))


async def find_unsealed(session: Session, *, limit: int) -> Sequence[AuditEvent]:
    """Events that have no place in the chain yet, oldest first."""
    return await session.all(_UNSEALED, limit_=limit)


WITH_SEAL: Final = col(AuditSeal.event_id) == col(AuditEvent.id)
_UNSEALED: Final = Statement(
    select(AuditEvent)
    .outerjoin(AuditSeal, WITH_SEAL)
    .where(col(AuditSeal.event_id).is_(None))
    .order_by(col(AuditEvent.id))
    .limit(bindparam("limit_"))
)


async def count_unsealed(session: Session) -> Unsealed:
    """The events that have no place in the chain yet."""
    return await session.one(_COUNT_UNSEALED)


_COUNT_UNSEALED: Final = Statement(
    select(
        func.count().label("number"),
        func.min(AuditEvent.id).label("first_id"),
        func.min(AuditEvent.at).label("since"),
    )
    .select_from(AuditEvent)
    .outerjoin(AuditSeal, WITH_SEAL)
    .where(col(AuditSeal.event_id).is_(None)),
    Unsealed._make,
)


async def get_head(session: Session) -> AuditSeal | None:
    """The newest seal."""
    return await session.first(_HEAD)


_HEAD: Final = Statement(select(AuditSeal).order_by(col(AuditSeal.position).desc()).limit(1))


async def get_anchor(session: Session) -> AuditAnchor | None:
    """The signed end of the chain; None before the first seal."""
    return await session.first(_ANCHOR)


_ANCHOR: Final = Statement(select(AuditAnchor))


async def store_anchor(session: Session, anchor: Mapping[str, Any]) -> None:
    """Put the anchor where the last one was; it has a value for each column but the id."""
    await session.run(_STORE_ANCHOR, id=1, **anchor)


_ANCHOR_COLUMNS: Final = [name for name in AuditAnchor.model_fields if name != "id"]
_STORE_ANCHOR: Final = Statement(
    (new := upsert(AuditAnchor)).on_conflict_do_update(
        index_elements=["id"], set_={name: new.excluded[name] for name in _ANCHOR_COLUMNS}
    ),
    columns=["id", *_ANCHOR_COLUMNS],
)


async def add_seals(session: Session, seals: Sequence[Mapping[str, Any]]) -> None:
    """Put events at the end of the chain; each has a value for all columns of a seal."""
    await session.many(_ADD_SEAL, seals)


_ADD_SEAL: Final = Statement(insert(AuditSeal), columns=list(AuditSeal.model_fields))


async def find_chain(session: Session, *, after: int | None, limit: int) -> Sequence[Link]:
    """Seals with their events in the order of the chain; None where the event is gone.

    Without `after` from the very first, whatever its position is.
    """
    if after is None:
        return await session.all(_CHAIN_BEGIN, limit_=limit)
    return await session.all(_CHAIN_AFTER, after=after, limit_=limit)


_CHAIN: Final = (
    select(AuditSeal, AuditEvent)
    .outerjoin(AuditEvent, col(AuditEvent.id) == col(AuditSeal.event_id))
    .order_by(col(AuditSeal.position))
    .limit(bindparam("limit_"))
)
_CHAIN_BEGIN: Final = Statement[Link](_CHAIN)
_CHAIN_AFTER: Final = Statement[Link](_CHAIN.where(col(AuditSeal.position) > bindparam("after")))


async def find_outside(
    session: Session, *, chain_end: int, after: int, limit: int
) -> Sequence[AuditEvent]:
    """Events that the chain has no place for up to its position `chain_end`, by their ids."""
    return await session.all(_OUTSIDE, chain_end=chain_end, after=after, limit_=limit)


_OUTSIDE: Final = Statement(
    select(AuditEvent)
    .outerjoin(AuditSeal, WITH_SEAL)
    .where(
        or_(col(AuditSeal.position).is_(None), col(AuditSeal.position) > bindparam("chain_end")),
        col(AuditEvent.id) > bindparam("after"),
    )
    .order_by(col(AuditEvent.id))
    .limit(bindparam("limit_"))
)


def id_of(event: AuditEvent) -> int:
    """The id of a stored event."""
    assert event.id is not None  # noqa: S101 - the database has set it
    return event.id


def facts(event: AuditEvent) -> Mapping[str, object]:
    """Everything that the chain protects, as JSON values."""
    values = {name: getattr(event, name) for name in AuditEvent.model_fields}
    return {**values, "at": event.at.isoformat()}
