"""Publishes the signed tree: its checkpoint, tiles and entries, without anything personal."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, NamedTuple

import anyio.to_thread

from auth.transparency.hashing import SIZE, hash_of_leaf
from auth.transparency.parsing import Malformed
from auth.transparency.tiles import WIDTH, DamagedTile, Tile, bundle_of, tiles_of_tree
from db.statements.imitation import audit_tree
from resolvers.audit.leaves.stored import stored_leaf
from resolvers.audit.tree import NoCheckpoint, opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.engine.session import Session
    from db.statements.imitation.audit_tree import Placed
    from resolvers.application import Application


class NotPublished(LookupError):
    """The signed tree has nothing there, or what is stored is not what was signed."""


class Signed(NamedTuple):
    """The newest checkpoint. What is beyond its size is not published yet."""

    note: str
    size: int


async def newest(application: "Application") -> Signed:
    """The newest checkpoint; raises NotPublished where there is none of a known key."""
    checkpoint = await audit_tree.get_checkpoint(application.database.reads)
    if checkpoint is None:
        raise NotPublished
    try:
        return Signed(checkpoint.note, opened(application, checkpoint).size)
    except NoCheckpoint:
        raise NotPublished from None


async def read_tile(application: "Application", tile: Tile) -> bytes:
    """The hashes of a tile; raises NotPublished or DamagedTile."""
    signed = await newest(application)
    if not tile.is_of_tree(signed.size):
        raise NotPublished
    return await _hashes(application.database.reads, tile)


async def read_entries(application: "Application", tile: Tile) -> bytes:
    """The leaves below a tile of level 0 as a bundle; raises NotPublished or DamagedTile."""
    hashes = await read_tile(application, tile)
    placed = await audit_tree.find_leaves(
        application.database.reads, start=tile.index * WIDTH, limit=tile.width
    )
    return await anyio.to_thread.run_sync(_bundle, placed, hashes)  # makes thousands of hashes


async def read_everything(application: "Application") -> AsyncIterator[tuple[str, bytes]]:
    """The paths and contents of all tiles, then of their checkpoint.

    Raises NoCheckpoint for a tree that no known key has signed, and DamagedTile.
    """
    reads = application.database.reads
    checkpoint = await audit_tree.get_checkpoint(reads)
    if checkpoint is None:
        return
    for tile in tiles_of_tree(opened(application, checkpoint).size):
        yield tile.path, await _hashes(reads, tile)
    yield "checkpoint", checkpoint.note.encode()


async def _hashes(session: "Session", tile: Tile) -> bytes:
    """What the stored tile begins with: a tree of this size may have had no more of it."""
    found = await audit_tree.find_tiles(
        session, level=tile.level, first=tile.index, last=tile.index
    )
    content = found.get(tile.index, b"")[: tile.width * SIZE]
    if len(content) != tile.width * SIZE:
        raise DamagedTile(f"{tile.path} has {len(content)} bytes.")
    return content


def _bundle(placed: "Sequence[Placed]", hashes: bytes) -> bytes:
    """Entries that are gone or do not have these hashes would only prove the damage."""
    try:
        entries = [stored_leaf(leaf, event) for leaf, event in placed if event is not None]
    except Malformed:
        raise NotPublished from None
    if b"".join(map(hash_of_leaf, entries)) != hashes:
        raise NotPublished
    return bundle_of(entries)
