"""Inclusion proofs: a leaf stands at an index of the tree (RFC 9162, section 2.1.3)."""

from collections.abc import Sequence

from auth.transparency.hashing import hash_of_pair
from auth.transparency.subtrees import Subtree, middle


def inclusion_subtrees(index: int, size: int) -> list[Subtree]:
    """The subtrees whose hashes are the proof of the leaf at `index`, in their order."""
    if not 0 <= index < size:
        raise IndexError(f"A tree of {size} leaves has no leaf {index}.")
    whole, siblings = Subtree(0, size), []
    while whole.end - whole.start > 1:
        left, right = Subtree(whole.start, middle(whole)), Subtree(middle(whole), whole.end)
        whole, sibling = (left, right) if index < left.end else (right, left)
        siblings.append(sibling)
    return siblings[::-1]


def is_included(
    leaf_hash: bytes, *, index: int, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof leads from the leaf at `index` to the root (section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = hash_of_pair(sibling, found)
            # A right-hand node without a sibling of its own height goes up unchanged.
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = hash_of_pair(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root
