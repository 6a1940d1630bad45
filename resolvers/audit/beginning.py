"""Where a verification begins: at the first event, behind the last walk, or at the signed end."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from auth.transparency.consistency import consistency_subtrees, is_consistent
from auth.transparency.subtrees import hash_of, tiles_for
from auth.transparency.tiles import DamagedTile
from db.statements.imitation import audit_tree
from resolvers.audit.tree import NoCheckpoint, hashes_of_tile, opened, right_edge_at
from resolvers.audit.walk import FIRST, Flaw, Walk

if TYPE_CHECKING:
    from auth.audit.walks import Walked
    from auth.transparency.checkpoints import Checkpoint
    from db.engine.session import Session
    from resolvers.application import Application

LAST: Final = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Beginning:
    """A walk from here on. Events without a leaf are looked for from the id `start` on.

    `walked_at` and `walked_through_id` are None before the first walk, which has still to read the
    first `unread` leaves.
    """

    walk: Walk
    walked_at: datetime | None
    walked_through_id: int | None
    start: int = FIRST
    unread: int = 0


async def behind(application: "Application", since: "Walked") -> Beginning:
    """Behind what was walked before, whose tiles must still have the root of then."""
    walk = Walk(since.size, since.root, since.through_id)
    if since.broken_id:
        walk.flaw, walk.event_id = Flaw.WALK, since.broken_id
    else:
        edge = await right_edge_at(application.database.reads, since.size, since.root)
        walk.edge, walk.flaw = edge or {}, Flaw.OTHER_TILE if edge is None else None
    return Beginning(walk, since.at, since.through_id, since.through_id + 1)


async def at_the_end(application: "Application") -> Beginning:
    """At the newest checkpoint: nothing before it is read, and no walk has read it yet."""
    reads = application.database.reads
    newest = await audit_tree.get_checkpoint(reads)
    walk = Walk(event_id=None if newest is None else newest.event_id)
    try:
        end = opened(application, newest)
    except NoCheckpoint:
        walk.flaw = Flaw.NO_CHECKPOINT
    else:
        edge = await right_edge_at(reads, end.size, end.root)
        walk.size, walk.root, walk.edge = end.size, end.root, edge or {}
        walk.flaw = Flaw.OTHER_TREE if edge is None else None
    return Beginning(walk, None, None, LAST, walk.size)


async def begins_with(session: "Session", old: "Checkpoint", size: int, root: bytes) -> bool:
    """Whether the tree of this size and root begins with the older one; its tiles prove that."""
    subtrees = consistency_subtrees(old.size, size)
    tiles = {tile: await hashes_of_tile(session, tile) for tile in tiles_for(subtrees, size)}
    try:
        proof = [hash_of(subtree, size, tiles.__getitem__) for subtree in subtrees]
    except DamagedTile:
        return False
    return is_consistent(old=old.size, old_root=old.root, new=size, new_root=root, proof=proof)
