"""Tiles: which ones a tree has, and the one spelling of each path."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.transparency.tiles import NoSuchTile, Tile, right_edge, tile_of_path, tiles_of_tree

PATHS = {
    Tile(0, 0): "tile/0/000",
    Tile(0, 1_234_067): "tile/0/x001/x234/067",
    Tile(3, 999): "tile/3/999",
    Tile(1, 1_000, 17): "tile/1/x001/000.p/17",
    Tile(7, 0, 1): "tile/7/000.p/1",
    Tile(0, 2, 255): "tile/0/002.p/255",
}
MALFORMED = [
    "", "tile", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile//000", "tile/0/0",
    "tile/0/00", "tile/0/0000", "tile/00/000", "tile/8/000", "tile/-1/000", "tile/64/000",
    "tile/0/x000", "tile/0/x000/000", "tile/0/000/000", "tile/0/x1/000", "tile/0/X001/000",
    "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p/-1",
    "tile/0/000.p/1000", "tile/0/000.p", "tile/0/000.p/1/", "tile/0/../../checkpoint",
    "tile/0/..", "tile/0/000/../001", "tile/0/%30%30%30", "tile/0/000\n", "tile/0/000.p/1\n",
    "tile/entries/000",
    "tile/0/\u0660\u0660\u0660", "tile/0/000.p/\u0667", "tile/0/" + "x001/" * 7 + "000",
    "tile/0/000?x=1", "tile\\0\\000", "tile/0/000\0",
]  # fmt: skip


@pytest.mark.parametrize("tile", PATHS)
def test_path_is_read_as_it_is_written(tile: Tile) -> None:
    assert tile.path == PATHS[tile]
    assert tile_of_path(PATHS[tile]) == tile


@given(st.integers(0, 7), st.integers(0, 10**18), st.integers(1, 256))
def test_every_tile_has_one_path(level: int, index: int, width: int) -> None:
    tile = Tile(level, index, width)

    assert tile_of_path(tile.path) == tile


@pytest.mark.parametrize("path", MALFORMED)
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(NoSuchTile):
        tile_of_path(path)


@given(st.text(alphabet="tile/0x123.p", max_size=20))
def test_accepted_path_is_the_path_of_its_tile(text: str) -> None:
    try:
        tile = tile_of_path(f"tile/{text}")
    except NoSuchTile:
        return

    assert tile.path == f"tile/{text}"


def test_tiles_of_seventy_thousand_leaves() -> None:
    tiles = list(tiles_of_tree(70_000))

    assert Counter((tile.level, tile.width) for tile in tiles) == {
        (0, 256): 273, (0, 112): 1, (1, 256): 1, (1, 17): 1, (2, 1): 1,
    }  # fmt: skip
    assert len(set(tiles)) == len(tiles)


def test_full_tile_is_a_hash_of_the_next_level() -> None:
    assert list(tiles_of_tree(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert right_edge(256) == [Tile(1, 0, 1)]
    assert list(tiles_of_tree(0)) == right_edge(0) == []


@given(st.integers(0, 1 << 17))
def test_tree_has_its_tiles_and_none_beyond(size: int) -> None:
    tiles = list(tiles_of_tree(size))

    assert all(tile.is_of_tree(size) for tile in tiles)
    for tile in right_edge(size):
        assert tile in tiles
        assert not replace(tile, width=tile.width + 1).is_of_tree(size)
        assert not replace(tile, index=tile.index + 1, width=1).is_of_tree(size)
