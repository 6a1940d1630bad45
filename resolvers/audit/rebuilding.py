"""Makes damaged or missing tiles anew from the leaves, where these lead to the signed root."""

from typing import TYPE_CHECKING, Final

import anyio.to_thread

from auth.transparency.hashing import SIZE, root_of_complete
from auth.transparency.subtrees import root
from auth.transparency.tiles import HEIGHT, HIGHEST_LEVEL, WIDTH, DamagedTile, Tile, right_edge
from db.statements.imitation import audit_tree
from resolvers.audit.recording import Source, record
from resolvers.audit.tree import OtherTree, opened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from auth.transparency.checkpoints import Checkpoint
    from db.engine.session import Session
    from resolvers.application import Application

REBUILT: Final = "audit_log.tiles_rebuilt"
NAMED: Final = 20  # tiles in the detail of an event
TOGETHER: Final = 16  # tiles of one statement


async def rebuild(application: "Application") -> "Sequence[str]":
    """Make all tiles anew that are not as the leaves make them; the answer is their paths.

    A walk has found that the leaves lead to the signed root. Raises OtherTree otherwise.
    """
    checkpoint = await audit_tree.get_checkpoint(application.database.reads)
    size = opened(application, checkpoint).size
    paths: list[str] = []
    for level in range(HIGHEST_LEVEL + 1):
        whole = size >> HEIGHT * (level + 1)  # which nothing adds to any more
        for first in range(0, whole, TOGETHER):
            tiles = [Tile(level, at) for at in range(first, min(first + TOGETHER, whole))]
            paths += await _rebuild(application, tiles)
    async with application.database.transaction() as session:
        await audit_tree.lock(session, wait=True)
        end = opened(application, await audit_tree.get_checkpoint(session))
        _, changed = await rebuild_edge(session, end)
        paths += changed
        await tell(application, session, paths)
    return paths


async def rebuild_edge(
    session: "Session", end: "Checkpoint"
) -> "tuple[Mapping[Tile, bytes], Sequence[str]]":
    """Make the right edge anew from what is below it; also answers the paths of damaged tiles.

    The caller has the lock of sealing. Raises OtherTree, and stores nothing, where the edge
    does not lead to the signed root.
    """
    made = await edge_from_below(session, end)
    if made is None:
        raise OtherTree
    return made, await _store_changed(session, made)


async def edge_from_below(session: "Session", end: "Checkpoint") -> "Mapping[Tile, bytes] | None":
    """The right edge as leaves and whole tiles make it; None if it has another root."""
    try:
        made = {tile: await _from_below(session, tile) for tile in right_edge(end.size)}
        return made if root(end.size, made.__getitem__) == end.root else None
    except DamagedTile:
        return None


async def tell(application: "Application", session: "Session", paths: "Sequence[str]") -> None:
    """Record which tiles were made anew."""
    if paths:
        detail = {"number": len(paths), "tiles": list(paths[:NAMED])}
        await record(session, Source(application.clock()), REBUILT, detail=detail)


async def _rebuild(application: "Application", tiles: "Sequence[Tile]") -> "Sequence[str]":
    made = {tile: await _from_below(application.database.reads, tile) for tile in tiles}
    async with application.database.transaction() as session:
        return await _store_changed(session, made)


async def _store_changed(session: "Session", made: "Mapping[Tile, bytes]") -> "Sequence[str]":
    changed = []
    for tile, content in made.items():
        stored = await audit_tree.find_tiles(
            session, level=tile.level, first=tile.index, last=tile.index
        )
        if stored.get(tile.index) != content:
            changed.append(tile)
    await audit_tree.store_tiles(
        session,
        [{"level": one.level, "place": one.index, "hashes": made[one]} for one in changed],
    )
    return [tile.path for tile in changed]


async def _from_below(session: "Session", tile: Tile) -> bytes:
    """The hashes of leaves, or the roots of whole tiles, whose number is the tile's width."""
    first = tile.index * WIDTH
    if tile.level == 0:
        return b"".join(await audit_tree.find_hashes(session, start=first, limit=tile.width))
    below = await audit_tree.find_tiles(
        session, level=tile.level - 1, first=first, last=first + tile.width - 1
    )
    contents = [below.get(place, b"") for place in range(first, first + tile.width)]
    return await anyio.to_thread.run_sync(_roots, contents)  # makes thousands of hashes


def _roots(contents: "Sequence[bytes]") -> bytes:
    roots = []
    for content in contents:
        if len(content) != WIDTH * SIZE:
            raise DamagedTile
        hashes = [content[at : at + SIZE] for at in range(0, len(content), SIZE)]
        roots.append(root_of_complete(hashes))
    return b"".join(roots)
