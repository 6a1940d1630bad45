"""Proofs of events that outsiders verify offline with the published key."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import anyio.to_thread

from auth.transparency.hashing import SIZE
from auth.transparency.inclusion import inclusion_subtrees
from auth.transparency.parsing import Malformed
from auth.transparency.proofs import EventProof
from auth.transparency.subtrees import hash_of, tiles_for
from auth.transparency.tiles import DamagedTile, Tile
from db.statements.imitation import audit_tree, imitation_events
from db.statements.imitation.imitation_events import ENDED, REDEEMED
from resolvers.audit.leaves.stored import openings, stored_leaf
from resolvers.audit.tree import NoCheckpoint, opened

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from db.engine.session import Session
    from db.models import AuditEvent, AuditLeaf
    from resolvers.application import Application

AT_ONCE: Final = 10  # proofs, which take the event loop 2 ms at most; more are worth a thread


@dataclass(frozen=True, slots=True)
class _Base:
    """What all proofs of one answer are made from."""

    note: str
    size: int
    tiles: "Mapping[tuple[int, int], bytes]"

    def read(self, tile: Tile) -> bytes:
        return self.tiles.get((tile.level, tile.index), b"")[: tile.width * SIZE]


class Proven(NamedTuple):
    """Which event of an imitation is proven: its redemption or its end."""

    imitation_id: str
    action: str

    @classmethod
    def redemption(cls, imitation_id: str) -> "Proven":
        """The redemption of the token."""
        return cls(imitation_id, REDEEMED)

    @classmethod
    def end(cls, imitation_id: str) -> "Proven":
        """The end."""
        return cls(imitation_id, ENDED)


async def find_proofs(
    application: "Application", wanted: "Sequence[Proven]", *, hidden: "Collection[str]"
) -> "Mapping[Proven, str]":
    """The proofs, without the `hidden` values.

    An event that is not sealed yet has none, and nothing has one where no known key has signed.
    """
    reads = application.database.reads
    checkpoint = await audit_tree.get_checkpoint(reads)
    try:
        size = opened(application, checkpoint).size
    except NoCheckpoint:
        return {}
    if checkpoint is None:
        return {}
    ids = list({one.imitation_id for one in wanted})
    placed = [
        (leaf, event)
        for leaf, event in await imitation_events.find_bounds(reads, ids)
        if leaf.position < size and _proven(event) in wanted
    ]
    if not placed:
        return {}
    tiles = await _tiles(reads, [leaf.position for leaf, _ in placed], size)
    base = _Base(checkpoint.note, size, tiles)
    if len(placed) <= AT_ONCE:
        return _write_all(base, placed, hidden)
    return await anyio.to_thread.run_sync(_write_all, base, placed, hidden)


async def _tiles(
    session: "Session", positions: "Sequence[int]", size: int
) -> "Mapping[tuple[int, int], bytes]":
    subtrees = {one for position in positions for one in inclusion_subtrees(position, size)}
    wanted = tiles_for(subtrees, size)
    found = await audit_tree.find_tiles_at(
        session,
        levels=list({tile.level for tile in wanted}),
        places=list({tile.index for tile in wanted}),
    )
    return {(tile.level, tile.place): tile.hashes for tile in found}


def _write_all(
    base: _Base, placed: "Sequence[tuple[AuditLeaf, AuditEvent]]", hidden: "Collection[str]"
) -> "Mapping[Proven, str]":
    written = {}
    for leaf, event in placed:
        try:
            proof = _proof(base, leaf, event, hidden)
        except (DamagedTile, Malformed):
            continue
        written[_proven(event)] = proof.text
    return written


def _proven(event: "AuditEvent") -> Proven:
    return Proven(str(event.imitation_id), event.action)


def _proof(
    base: _Base, leaf: "AuditLeaf", event: "AuditEvent", hidden: "Collection[str]"
) -> EventProof:
    shown = {name: one for name, one in openings(leaf, event).items() if name not in hidden}
    subtrees = inclusion_subtrees(leaf.position, base.size)
    return EventProof(
        leaf=stored_leaf(leaf, event),
        opened=shown,
        index=leaf.position,
        path=[hash_of(subtree, base.size, base.read) for subtree in subtrees],
        checkpoint=base.note,
    )
