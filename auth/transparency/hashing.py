"""Hashes of the Merkle tree (RFC 9162, section 2.1.1) with SHA-256."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

SIZE: Final = 32  # bytes of a hash
EMPTY_ROOT: Final = hashlib.sha256().digest()
# The prefixes keep leaves and inner nodes apart: without them a node could be shown as a leaf
# (second preimage). A copy of a hash that has begun takes two thirds of the time of a new one.
_LEAF: Final = hashlib.sha256(b"\x00")
_NODE: Final = hashlib.sha256(b"\x01")
_REMEMBERED: Final = 8  # tiles, of 45 kB with what is made of them; a full one never changes


def hash_of_leaf(leaf: bytes) -> bytes:
    """The hash of an entry of the log."""
    hash_ = _LEAF.copy()
    hash_.update(leaf)
    return hash_.digest()


def hash_of_pair(left: bytes, right: bytes) -> bytes:
    """The hash of the inner node over two subtrees."""
    hash_ = _NODE.copy()
    hash_.update(left + right)
    return hash_.digest()


def root_of_complete(hashes: Sequence[bytes]) -> bytes:
    """The root over a number of hashes that is a power of two."""
    level = hashes
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [hash_of_pair(left, right) for left, right in pairs]
    return level[0]


@lru_cache(_REMEMBERED)
def levels_of(hashes: bytes) -> Sequence[Sequence[bytes]]:
    """The roots of the complete subtrees over neighbouring hashes: by height, from the left."""
    level = [hashes[at : at + SIZE] for at in range(0, len(hashes), SIZE)]
    levels = [level]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)  # the last one may be without another
        level = [hash_of_pair(left, right) for left, right in pairs]
        levels.append(level)
    return levels


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """The root over complete subtrees, each smaller than the one to its left."""
    if not peaks:
        return EMPTY_ROOT
    *left, root = peaks
    for peak in reversed(left):
        root = hash_of_pair(peak, root)
    return root
