"""Hashes of the Merkle tree (RFC 9162, section 2.1.1) with SHA-256."""

import hashlib
from collections.abc import Sequence
from typing import Final

SIZE: Final = 32  # bytes of a hash
EMPTY_ROOT: Final = hashlib.sha256().digest()
_LEAF: Final = b"\x00"  # the prefixes keep leaves and inner nodes apart: without them a node
_NODE: Final = b"\x01"  # could be shown as a leaf (second preimage)


def hash_of_leaf(leaf: bytes) -> bytes:
    """The hash of an entry of the log."""
    return hashlib.sha256(_LEAF + leaf).digest()


def hash_of_pair(left: bytes, right: bytes) -> bytes:
    """The hash of the inner node over two subtrees."""
    return hashlib.sha256(_NODE + left + right).digest()


def root_of_complete(hashes: Sequence[bytes]) -> bytes:
    """The root over a number of hashes that is a power of two."""
    level = hashes
    while len(level) > 1:
        level = [hash_of_pair(*level[at : at + 2]) for at in range(0, len(level), 2)]
    return level[0]


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """The root over complete subtrees, each smaller than the one to its left."""
    if not peaks:
        return EMPTY_ROOT
    *left, root = peaks
    for peak in reversed(left):
        root = hash_of_pair(peak, root)
    return root
