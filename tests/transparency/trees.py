"""The tree by its definition (RFC 9162, section 2.1), and tiles in memory."""

import hashlib
from collections.abc import Sequence

from auth.transparency.appending import Appended, append
from auth.transparency.tiles import Tile


class Definition:
    """Roots, proofs and tiles of a list of leaf hashes, each as the specification states it."""

    def __init__(self, hashes: Sequence[bytes]) -> None:
        self.hashes = hashes
        self._known: dict[tuple[int, int], bytes] = {}

    def root(self, start: int, end: int) -> bytes:
        """MTH(D[start:end])."""
        if end - start == 0:
            return hashlib.sha256(b"").digest()
        if end - start == 1:
            return self.hashes[start]
        if (start, end) not in self._known:
            middle = start + split(end - start)
            both = self.root(start, middle) + self.root(middle, end)
            self._known[start, end] = hashlib.sha256(b"\x01" + both).digest()
        return self._known[start, end]

    def path(self, index: int, start: int, end: int) -> list[bytes]:
        """PATH(index, D[start:end]); the index counts from the start."""
        if end - start == 1:
            return []
        k = split(end - start)
        if index < k:
            return [*self.path(index, start, start + k), self.root(start + k, end)]
        return [*self.path(index - k, start + k, end), self.root(start, start + k)]

    def subproof(self, old: int, start: int, end: int, *, known: bool = True) -> list[bytes]:
        """SUBPROOF(old, D[start:end], known)."""
        if old == end - start:
            return [] if known else [self.root(start, end)]
        k = split(end - start)
        if old <= k:
            inner = self.subproof(old, start, start + k, known=known)
            return [*inner, self.root(start + k, end)]
        inner = self.subproof(old - k, start + k, end, known=False)
        return [*inner, self.root(start, start + k)]

    def tile(self, tile: Tile) -> bytes:
        """The hashes of a tile (tlog-tiles, "Merkle Tree")."""
        below = 256**tile.level
        places = range(tile.index * 256, tile.index * 256 + tile.width)
        return b"".join(self.root(i * below, (i + 1) * below) for i in places)


class Stored:
    """Tiles as a store keeps them, which remembers what was read."""

    def __init__(self) -> None:
        self.size = 0
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.asked: list[Tile] = []

    def read(self, tile: Tile) -> bytes:
        """A smaller tile is the beginning of the stored one."""
        self.asked.append(tile)
        return self.tiles[tile.level, tile.index][: tile.width * 32]

    def append(self, hashes: Sequence[bytes]) -> Appended:
        appended = append(self.size, hashes, self.read)
        for tile, content in appended.written.items():
            self.tiles[tile.level, tile.index] = content
        self.size = appended.size
        return appended


def split(number: int) -> int:
    """The largest power of two below the number."""
    k = 1
    while k * 2 < number:
        k *= 2
    return k


def leaf_hashes(number: int) -> list[bytes]:
    return [hashlib.sha256(b"\x00leaf %d" % n).digest() for n in range(number)]


def flipped(value: bytes, bit: int) -> bytes:
    """The value with one other bit."""
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
