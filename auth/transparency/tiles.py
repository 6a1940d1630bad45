"""Tiles of the tree: up to 256 neighbouring hashes of every eighth level (C2SP tlog-tiles)."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from auth.transparency.hashing import SIZE

HEIGHT: Final = 8  # levels of the tree in one tile
WIDTH: Final = 1 << HEIGHT  # hashes of a full tile
HIGHEST_LEVEL: Final = 7  # no tree of fewer than 2**64 leaves has a higher one
_PATH: Final = re.compile(
    r"tile/(?P<level>[0-7])/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)
_ENTRIES: Final = "tile/entries/"


class NoSuchTile(ValueError):
    """The path is not one that tlog-tiles defines."""


class DamagedTile(ValueError):
    """What was stored as a tile has another number of hashes."""


@dataclass(frozen=True, slots=True)
class Tile:
    """The address of a tile. `width` is its number of hashes, 256 unless it is partial."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path below the log's URL."""
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{self.level}/{_written(self.index)}{partial}"

    def is_of_tree(self, size: int) -> bool:
        """Whether the tree of this size has all hashes of the tile."""
        return self.index * WIDTH + self.width <= size >> HEIGHT * self.level


ReadTile = Callable[[Tile], bytes]  # answers the hashes of the tile, one after another


def tile_of_path(path: str) -> Tile:
    """The tile with this path; raises NoSuchTile for every other spelling of it as well."""
    found = _PATH.fullmatch(path)
    if found is None:
        raise NoSuchTile
    index = int(found["index"].replace("/", "").replace("x", ""))
    tile = Tile(int(found["level"]), index, int(found["width"] or WIDTH))
    if tile.path != path:  # needless leading zeros, or a partial tile of 256 and more
        raise NoSuchTile
    return tile


def bundle_of_path(path: str) -> Tile:
    """The tile of level 0 whose entries have this path; raises NoSuchTile."""
    if not path.startswith(_ENTRIES):
        raise NoSuchTile
    return tile_of_path(f"tile/0/{path.removeprefix(_ENTRIES)}")


def bundle_of(entries: Sequence[bytes]) -> bytes:
    """The entries of a tile, each below 64 KiB, one after another with their lengths in front."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def tile_at(level: int, index: int, *, size: int) -> Tile:
    """The tile at this place as the tree of this size has it."""
    return Tile(level, index, min(WIDTH, (size >> HEIGHT * level) - index * WIDTH))


def right_edge(size: int) -> list[Tile]:
    """The partial tiles of a tree, one a level at most: all that an append reads."""
    levels = range(HIGHEST_LEVEL + 1)
    places = [tile_at(level, size >> HEIGHT * (level + 1), size=size) for level in levels]
    return [tile for tile in places if tile.width]


def tiles_of_tree(size: int) -> Iterator[Tile]:
    """Every tile of a tree, level by level."""
    for level in range(HIGHEST_LEVEL + 1):
        for index in range(-(-(size >> HEIGHT * level) // WIDTH)):
            yield tile_at(level, index, size=size)


def hashes_of(tile: Tile, read: ReadTile) -> list[bytes]:
    """The hashes of a tile; raises DamagedTile."""
    content = content_of(tile, read)
    return [content[at : at + SIZE] for at in range(0, len(content), SIZE)]


def content_of(tile: Tile, read: ReadTile) -> bytes:
    """The same, one after another."""
    content = read(tile)
    if len(content) != tile.width * SIZE:
        raise DamagedTile(f"{tile.path} has {len(content)} bytes.")
    return content


def _written(index: int) -> str:
    """1234067 is x001/x234/067."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    *before, last = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "".join(f"x{group}/" for group in before) + last
