"""Hashes of subtrees, read from tiles: what roots and proofs consist of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from auth.transparency.hashing import levels_of, root_of_peaks
from auth.transparency.tiles import HEIGHT, WIDTH, ReadTile, Tile, content_of, tile_at


class Subtree(NamedTuple):
    """The leaves from `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Node:
    """A complete subtree of 2**height leaves, the one with this index among those of its height."""

    height: int
    index: int


def root(size: int, read: ReadTile) -> bytes:
    """The root of the tree of this size; `read` is asked for `tiles_for([(0, size)], size)`."""
    return hash_of(Subtree(0, size), size, read)


def hash_of(subtree: Subtree, size: int, read: ReadTile) -> bytes:
    """The hash of a subtree that a proof in the tree of this size names."""
    peaks = []
    for node in _nodes(subtree):
        tile, height, index = _place(node, size)
        peaks.append(levels_of(content_of(tile, read))[height][index])
    return root_of_peaks(peaks)


def tiles_for(subtrees: Iterable[Subtree], size: int) -> set[Tile]:
    """The tiles that the hashes of these subtrees are read from; at most two a level."""
    return {_place(node, size)[0] for subtree in subtrees for node in _nodes(subtree)}


def middle(subtree: Subtree) -> int:
    """Where the root of a subtree of two leaves or more splits it, RFC 9162's k."""
    number = subtree.end - subtree.start
    return subtree.start + (1 << (number - 1).bit_length() - 1)


def _nodes(subtree: Subtree) -> list[_Node]:
    """The complete subtrees that a subtree consists of, from left to right."""
    nodes, start = [], subtree.start
    while start < subtree.end:
        height = (subtree.end - start).bit_length() - 1
        nodes.append(_Node(height, start >> height))
        start += 1 << height
    return nodes


def _place(node: _Node, size: int) -> tuple[Tile, int, int]:
    """The tile with the hashes below a node, its height over them, and its index at that height."""
    level, height = divmod(node.height, HEIGHT)
    tile, index = divmod(node.index, WIDTH >> height)
    return tile_at(level, tile, size=size), height, index
