"""Statements about the tree of the audit log, which one process at a time adds to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, insert, update
from sqlmodel import col, select

from db.engine.dialect import among, upsert
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import AuditCheckpoint, AuditEvent, AuditLeaf, AuditSealing, AuditTile

Placed = tuple[AuditLeaf, AuditEvent | None]


async def lock(session: Session, *, wait: bool = False) -> AuditSealing | None:
    """The row of the process that seals; None while another one holds it.

    Locking a row needs the right to change it, which a role without rights on the table lacks.
    """
    return await session.first(_LOCK if wait else _TRY_LOCK)


_SEALING: Final = select(AuditSealing).where(col(AuditSealing.id) == 1)
_LOCK: Final = Statement(_SEALING.with_for_update())
_TRY_LOCK: Final = Statement(_SEALING.with_for_update(skip_locked=True))


async def get_sealing(session: Session) -> AuditSealing | None:
    """The row without its lock."""
    return await session.first(_GET_SEALING)


_GET_SEALING: Final = Statement(_SEALING)


async def store_carried(session: Session, position: int) -> None:
    """Remember up to which seal of the chain there are leaves."""
    await session.run(_CARRIED, carried_=position)


_CARRIED: Final = Statement(
    update(AuditSealing).where(col(AuditSealing.id) == 1).values(carried=bindparam("carried_"))
)


async def get_checkpoint(session: Session) -> AuditCheckpoint | None:
    """The newest checkpoint."""
    return await session.first(_CHECKPOINT)


_CHECKPOINT: Final = Statement(
    select(AuditCheckpoint).order_by(col(AuditCheckpoint.id).desc()).limit(1)
)


async def add_checkpoint(session: Session, *, at: datetime, note: str, event_id: int) -> None:
    """Add the checkpoint of the tree's new end."""
    await session.run(_ADD_CHECKPOINT, at=at, note=note, event_id=event_id)


_ADD_CHECKPOINT: Final = Statement(insert(AuditCheckpoint), columns=["at", "note", "event_id"])


async def add_leaves(session: Session, leaves: Sequence[Mapping[str, Any]]) -> None:
    """Add leaves; each has a position, an event's id, a hash and a salt."""
    await session.many(_ADD_LEAF, leaves)


_ADD_LEAF: Final = Statement(insert(AuditLeaf), columns=["position", "event_id", "hash", "salt"])


async def get_last_leaf(session: Session) -> AuditLeaf | None:
    """The leaf at the right end of the tree."""
    return await session.first(_LAST_LEAF)


_LAST_LEAF: Final = Statement(select(AuditLeaf).order_by(col(AuditLeaf.position).desc()).limit(1))


async def find_leaves(session: Session, *, start: int, limit: int) -> Sequence[Placed]:
    """Leaves with their events from a position on; None where the event is gone."""
    return await session.all(_LEAVES, start=start, limit_=limit)


_LEAVES: Final = Statement[Placed](
    select(AuditLeaf, AuditEvent)
    .outerjoin(AuditEvent, col(AuditEvent.id) == col(AuditLeaf.event_id))
    .where(col(AuditLeaf.position) >= bindparam("start"))
    .order_by(col(AuditLeaf.position))
    .limit(bindparam("limit_"))
)


async def find_hashes(session: Session, *, start: int, limit: int) -> Sequence[bytes]:
    """The hashes of leaves from a position on."""
    found = await session.all(_HASHES, start=start, limit_=limit)
    return [row[0] for row in found]


_HASHES: Final = Statement(
    select(AuditLeaf.hash)
    .where(col(AuditLeaf.position) >= bindparam("start"))
    .order_by(col(AuditLeaf.position))
    .limit(bindparam("limit_")),
    tuple,
)


async def find_of_events(session: Session, event_ids: Sequence[int]) -> Sequence[AuditLeaf]:
    """The leaves of these events."""
    return await session.all(_OF_EVENTS, event_ids=event_ids)


_OF_EVENTS: Final = Statement(select(AuditLeaf).where(among(col(AuditLeaf.event_id), "event_ids")))


async def find_placed(session: Session, event_ids: Sequence[int]) -> Sequence[Placed]:
    """The leaves of these events, with the events."""
    return await session.all(_PLACED, event_ids=event_ids)


_PLACED: Final = Statement[Placed](
    select(AuditLeaf, AuditEvent)
    .join(AuditEvent, col(AuditEvent.id) == col(AuditLeaf.event_id))
    .where(among(col(AuditLeaf.event_id), "event_ids"))
)


async def find_tiles(session: Session, *, level: int, first: int, last: int) -> Mapping[int, bytes]:
    """The hashes of neighbouring tiles by their places."""
    found = await session.all(_TILES, level_=level, first=first, last=last)
    return {tile.place: tile.hashes for tile in found}


_TILES: Final = Statement(
    select(AuditTile).where(
        col(AuditTile.level) == bindparam("level_"),
        col(AuditTile.place).between(bindparam("first"), bindparam("last")),
    )
)


async def find_tiles_at(
    session: Session, *, levels: Sequence[int], places: Sequence[int]
) -> Sequence[AuditTile]:
    """The tiles of these levels at these places."""
    return await session.all(_TILES_AT, levels=levels, places=places)


_TILES_AT: Final = Statement(
    select(AuditTile).where(
        among(col(AuditTile.level), "levels"), among(col(AuditTile.place), "places")
    )
)


async def store_tiles(session: Session, tiles: Sequence[Mapping[str, Any]]) -> None:
    """Add tiles, or the hashes that they have more now; each has a value for all columns."""
    await session.many(_STORE_TILE, tiles)


_STORE_TILE: Final = Statement(
    (new := upsert(AuditTile)).on_conflict_do_update(
        index_elements=["level", "place"], set_={"hashes": new.excluded.hashes}
    ),
    columns=list(AuditTile.model_fields),
)
