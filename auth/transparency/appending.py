"""Appends leaves to the tree from its right edge alone, whatever its size is."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from auth.transparency.hashing import root_of_complete
from auth.transparency.subtrees import root
from auth.transparency.tiles import HEIGHT, WIDTH, ReadTile, Tile, hashes_of, right_edge


class Appended(NamedTuple):
    """The tree after an append: `written` replaces the tiles of the same level and index."""

    size: int
    root: bytes
    written: Mapping[Tile, bytes]


def append(size: int, leaf_hashes: Sequence[bytes], read: ReadTile) -> Appended:
    """Append hashes of leaves to a tree of this size; `read` is asked for `right_edge(size)`."""
    edge = {tile.level: hashes_of(tile, read) for tile in right_edge(size)}
    written: dict[Tile, bytes] = {}
    new, level = leaf_hashes, 0
    while new:
        tiles = _tiles(level, size, [*edge.get(level, ()), *new])
        written |= {tile: b"".join(hashes) for tile, hashes in tiles.items()}
        new = [root_of_complete(hashes) for tile, hashes in tiles.items() if tile.width == WIDTH]
        level += 1

    def read_new(tile: Tile) -> bytes:
        return written[tile] if tile in written else read(tile)

    after = size + len(leaf_hashes)
    return Appended(after, root(after, read_new), written)


def _tiles(level: int, size: int, hashes: Sequence[bytes]) -> dict[Tile, Sequence[bytes]]:
    """The hashes from the first one of the right edge on, as tiles of this level."""
    first = size >> HEIGHT * (level + 1)
    parts = [hashes[at : at + WIDTH] for at in range(0, len(hashes), WIDTH)]
    return {Tile(level, index, len(part)): part for index, part in enumerate(parts, start=first)}
