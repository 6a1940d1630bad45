"""The tree: appends from the right edge give the roots and tiles of the definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.transparency.appending import append
from auth.transparency.hashing import hash_of_leaf
from auth.transparency.subtrees import Subtree, root, tiles_for
from auth.transparency.tiles import DamagedTile, right_edge, tiles_of_tree
from tests.transparency.trees import Definition, Stored, leaf_hashes

MANY = 70_000
HASHES = leaf_hashes(MANY)
DEFINITION = Definition(HASHES)
# Entries and roots that the tests of Certificate Transparency's own code publish.
ENTRIES = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size: int) -> None:
    hashes = [hash_of_leaf(bytes.fromhex(entry)) for entry in ENTRIES[:size]]

    assert Stored().append(hashes).root.hex() == ROOTS[size]


def test_leaf_by_leaf_up_to_three_hundred() -> None:
    stored = Stored()
    for size in range(1, 301):
        appended = stored.append(HASHES[size - 1 : size])

        assert (appended.size, appended.root) == (size, DEFINITION.root(0, size))
        assert root(size, stored.read) == appended.root


@given(batches=st.lists(st.integers(0, 700), max_size=6), first=st.sampled_from([0, 255, 65_500]))
def test_batches_of_any_size(batches: list[int], first: int) -> None:
    stored = Stored()
    stored.append(HASHES[:first])
    for batch in batches:
        appended = stored.append(HASHES[stored.size : stored.size + batch])

        assert appended.root == DEFINITION.root(0, stored.size)
        assert appended.written == {tile: DEFINITION.tile(tile) for tile in appended.written}
    assert set(stored.tiles) == {(tile.level, tile.index) for tile in tiles_of_tree(stored.size)}
    assert all(stored.read(tile) == DEFINITION.tile(tile) for tile in right_edge(stored.size))


def test_append_reads_the_right_edge_alone() -> None:
    stored = Stored()
    stored.append(HASHES)
    before = right_edge(MANY)

    stored.append(HASHES[:300])

    assert set(stored.asked) == set(before)
    assert [tile.path for tile in before] == [
        "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1",
    ]  # fmt: skip


def test_append_of_nothing_writes_nothing() -> None:
    stored = Stored()
    stored.append(HASHES[:257])

    appended = stored.append([])

    assert (appended.size, appended.root) == (257, DEFINITION.root(0, 257))
    assert appended.written == {}


def test_root_is_read_from_the_right_edge() -> None:
    assert tiles_for([Subtree(0, MANY)], MANY) == set(right_edge(MANY))
    assert tiles_for([Subtree(0, 0)], 0) == set()


@pytest.mark.parametrize("length", [0, 31, 95, 97, 128])
def test_tile_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(DamagedTile, match="tile/0/000"):
        append(3, HASHES[3:4], lambda _: b"\0" * length)
    with pytest.raises(DamagedTile, match="tile/0/000"):
        root(3, lambda _: b"\0" * length)
