"""Proofs of inclusion and consistency: as the definition has them, and nothing else verifies."""

from typing import Any

import pytest

from auth.transparency.consistency import consistency_subtrees, is_consistent
from auth.transparency.hashing import EMPTY_ROOT
from auth.transparency.inclusion import inclusion_subtrees, is_included
from auth.transparency.subtrees import Subtree, hash_of, tiles_for
from tests.transparency.trees import Definition, Stored, flipped, leaf_hashes

MANY = 66_000
HASHES = leaf_hashes(MANY)
DEFINITION = Definition(HASHES)
OTHER = b"\x07" * 32


@pytest.fixture(scope="module")
def stored() -> Stored:
    stored = Stored()
    stored.append(HASHES)
    return stored


def proof_of(subtrees: list[Subtree]) -> list[bytes]:
    return [DEFINITION.root(*subtree) for subtree in subtrees]


def is_leaf(index: int, size: int, proof: list[bytes]) -> bool:
    root = DEFINITION.root(0, size)
    return is_included(HASHES[index], index=index, size=size, root=root, proof=proof)


def begins_with(old: int, new: int, proof: list[bytes]) -> bool:
    roots = {"old_root": DEFINITION.root(0, old), "new_root": DEFINITION.root(0, new)}
    return is_consistent(old=old, new=new, proof=proof, **roots)


@pytest.mark.parametrize("hundred", [0, 100, 200])
def test_every_leaf_of_every_small_tree(hundred: int) -> None:
    for size in range(hundred + 1, hundred + 101):
        for index in range(size):
            proof = proof_of(inclusion_subtrees(index, size))

            assert proof == DEFINITION.path(index, 0, size)
            assert is_leaf(index, size, proof)


@pytest.mark.parametrize("hundred", [0, 100, 200])
def test_every_earlier_tree_of_every_small_tree(hundred: int) -> None:
    for new in range(hundred + 1, hundred + 101):
        for old in range(1, new + 1):
            proof = proof_of(consistency_subtrees(old, new))

            assert proof == DEFINITION.subproof(old, 0, new)
            assert begins_with(old, new, proof)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 300, 65_535, 65_536, 65_537, MANY])
def test_hashes_are_read_from_tiles(stored: Stored, size: int) -> None:
    for index in {0, 1, size // 3, size // 2, size - 1} & set(range(size)):
        subtrees = inclusion_subtrees(index, size) + consistency_subtrees(index + 1, size)
        tiles = tiles_for(subtrees, size)
        stored.asked.clear()

        assert [hash_of(one, size, stored.read) for one in subtrees] == proof_of(subtrees)
        assert set(stored.asked) == tiles
        assert all(tile.is_of_tree(size) for tile in tiles)
        assert len(tiles) <= 6


def test_one_flipped_bit_is_no_inclusion() -> None:
    proof = DEFINITION.path(137, 0, 300)
    root = DEFINITION.root(0, 300)

    for bit in range(256):
        for at in range(len(proof)):
            changed = [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
            assert not is_leaf(137, 300, changed)
        places: dict[str, Any] = {"index": 137, "size": 300, "proof": proof}
        assert not is_included(flipped(HASHES[137], bit), root=root, **places)
        assert not is_included(HASHES[137], root=flipped(root, bit), **places)


def test_leaf_is_at_no_other_index() -> None:
    for size in range(1, 40):
        for index in range(size):
            proof = DEFINITION.path(index, 0, size)
            for other in {*range(-1, size + 3)} - {index}:
                root = DEFINITION.root(0, size)
                assert not is_included(
                    HASHES[index], index=other, size=size, root=root, proof=proof
                )


def test_inclusion_of_another_length_is_refused() -> None:
    for size in range(1, 40):
        for index in range(size):
            proof = DEFINITION.path(index, 0, size)
            assert not is_leaf(index, size, [*proof, OTHER])
            assert not is_leaf(index, size, proof[:-1]) or not proof


def test_one_flipped_bit_is_no_consistency() -> None:
    proof = DEFINITION.subproof(137, 0, 300)
    old, new = DEFINITION.root(0, 137), DEFINITION.root(0, 300)

    for bit in range(256):
        for at in range(len(proof)):
            changed = [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
            assert not begins_with(137, 300, changed)
        sizes = {"old": 137, "new": 300}
        assert not is_consistent(old_root=flipped(old, bit), new_root=new, proof=proof, **sizes)
        assert not is_consistent(old_root=old, new_root=flipped(new, bit), proof=proof, **sizes)


def test_consistency_of_another_length_is_refused() -> None:
    for new in range(1, 40):
        for old in range(1, new + 1):
            proof = DEFINITION.subproof(old, 0, new)
            assert not begins_with(old, new, [*proof, OTHER])
            assert not begins_with(old, new, proof[:-1]) or not proof


def test_every_tree_begins_with_the_empty_one() -> None:
    roots = {"old_root": EMPTY_ROOT, "new_root": DEFINITION.root(0, 5)}

    assert consistency_subtrees(0, 5) == []
    assert is_consistent(old=0, new=5, proof=[], **roots)
    assert not is_consistent(old=0, new=5, proof=[OTHER], **roots)
    assert not is_consistent(old=0, new=5, proof=[], **roots | {"old_root": OTHER})


def test_tree_does_not_begin_with_a_longer_one() -> None:
    assert not is_consistent(old=6, new=5, old_root=OTHER, new_root=OTHER, proof=[])
    assert not is_consistent(old=-1, new=5, old_root=OTHER, new_root=OTHER, proof=[])
    with pytest.raises(IndexError, match="5 leaves does not begin with 6"):
        consistency_subtrees(6, 5)
    with pytest.raises(IndexError, match="5 leaves has no leaf 5"):
        inclusion_subtrees(5, 5)
