"""Consistency proofs: a tree begins with all leaves of an earlier one (RFC 9162, section 2.1.4)."""

from collections.abc import Sequence

from auth.transparency.hashing import EMPTY_ROOT, hash_of_pair
from auth.transparency.subtrees import Subtree, middle


def consistency_subtrees(old: int, new: int) -> list[Subtree]:
    """The subtrees whose hashes are the proof from a tree of `old` leaves to one of `new`."""
    if not 0 <= old <= new:
        raise IndexError(f"A tree of {new} leaves does not begin with {old}.")
    if old in {0, new}:
        return []
    whole, others = Subtree(0, new), []
    while whole.end != old:
        left, right = Subtree(whole.start, middle(whole)), Subtree(middle(whole), whole.end)
        whole, other = (left, right) if old <= left.end else (right, left)
        others.append(other)
    # A left edge that is the earlier tree itself is known to the verifier.
    return ([whole] if whole.start else []) + others[::-1]


def is_consistent(
    *, old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the new tree begins with the old one (section 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    return bool(proof) and _leads_to_both(old, old_root, new, new_root, proof)


def _leads_to_both(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    first, *rest = proof if old & (old - 1) else [old_root, *proof]
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    found_old = found_new = first
    for sibling in rest:
        if last == 0:
            return False
        if node & 1 or node == last:
            found_old = hash_of_pair(sibling, found_old)
            found_new = hash_of_pair(sibling, found_new)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found_new = hash_of_pair(found_new, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root
