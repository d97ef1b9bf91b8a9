import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_log.tiles import (
    ENTRIES,
    Tile,
    bundle,
    read_path,
    roots_from,
    split,
    tiles_between,
    unbundle,
    width_in,
)
from lokus_log.tree import inclusion_proof, span_root
from unit.log.trees import leaves, roots_of, slow_root


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 1_234_067), "tile/1/x001/x234/067"),
        (Tile(2, 999, 1), "tile/2/999.p/1"),
        (Tile(ENTRIES, 1000, 112), "tile/entries/x001/000.p/112"),
    ],
)
def test_a_tile_has_a_path_and_a_path_a_tile(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert read_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        *("", "tile/0/0", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/0/x000/000", "tile/0/000.p/0"),
        *(
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/001/000",
            "tile/0/../000",
            "tile/0/000/",
            "tile/0/\N{ARABIC-INDIC DIGIT ZERO}00",
        ),
    ],
)
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not the path"):
        read_path(path)


def test_a_tree_has_the_tiles_that_the_standard_counts() -> None:
    tiles = list(tiles_between(0, 70_000))
    assert sum(tile.level == 0 and tile.width == 256 for tile in tiles) == 273
    assert tiles[273] == Tile(0, 273, 112)
    assert tiles[274:] == [Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles_between(0, 256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_between(256, 257)) == [Tile(0, 1, 1)]
    assert list(tiles_between(5, 5)) == []
    assert list(tiles_between(0, 0)) == []


@given(st.integers(0, 70_000), st.integers(0, 70_000))
def test_a_tree_that_grew_has_the_same_tiles_as_one_that_is_new(one: int, other: int) -> None:
    old, new = sorted((one, other))
    there = {(tile.level, tile.number, tile.width) for tile in tiles_between(0, old)}
    wanted = {(tile.level, tile.number, tile.width) for tile in tiles_between(0, new)}
    assert wanted - there == set(tiles_between(old, new))
    assert all(width_in(level, number, new) == width for level, number, width in wanted)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_entries_come_out_of_a_bundle_as_they_went_in(entries: list[bytes]) -> None:
    assert unbundle(bundle(entries)) == entries


def test_a_bundle_that_breaks_off_or_would_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="within a length"):
        unbundle(b"\0")
    with pytest.raises(ValueError, match="within an entry"):
        unbundle(b"\0\2a")
    with pytest.raises(ValueError, match="65535"):
        bundle([bytes(65536)])


def test_proofs_come_out_of_tiles() -> None:
    size = 70_000
    hashes = leaves(size)
    levels = [hashes]
    while len(levels[-1]) >= 256:
        below = levels[-1]
        levels.append([slow_root(below[at : at + 256]) for at in range(0, len(below) // 256 * 256, 256)])
    read = []

    def tile(asked: Tile) -> list[bytes]:
        read.append(asked)
        start = asked.number * 256
        return levels[asked.level][start : start + asked.width]

    roots = roots_from(size, tile)
    assert span_root(0, size, roots) == slow_root(hashes)
    known = roots_of(hashes)
    for index in (0, 255, 256, 65_535, 65_536, 69_999):
        assert inclusion_proof(index, size, roots) == inclusion_proof(index, size, known)
    assert all(each.width == width_in(each.level, each.number, size) for each in read)


def test_a_tile_of_another_width_is_refused() -> None:
    assert split(bytes(64), 2) == [bytes(32), bytes(32)]
    with pytest.raises(ValueError, match="has 96 bytes, this has 64"):
        split(bytes(64), 3)
