from hypothesis import given
from hypothesis import strategies as st

from lokus_log.growing import GrowingTree
from lokus_log.hashes import leaf_hash
from lokus_log.tiles import Tile, tiles_between
from unit.log.trees import ENTRIES, ROOTS, leaves, slow_root


def test_a_growing_tree_has_the_roots_that_everybody_knows() -> None:
    tree = GrowingTree()
    assert (tree.size, tree.root()) == (0, ROOTS[0])
    for entry, root in zip(ENTRIES, ROOTS[1:], strict=True):
        assert list(tree.append(leaf_hash(entry))) == []
        assert tree.root() == root


@given(st.integers(0, 600), st.integers(0, 600))
def test_a_tree_goes_on_from_its_open_tiles(size: int, more: int) -> None:
    hashes = leaves(size + more)
    tree = GrowingTree()
    for each in hashes[:size]:
        list(tree.append(each))
    tree = GrowingTree(tree.tiles)
    assert tree.size == size
    for each in hashes[size:]:
        list(tree.append(each))
    assert (tree.size, tree.root()) == (size + more, slow_root(hashes))


def test_each_tile_is_given_up_once_when_it_is_full() -> None:
    size = 256 * 256 + 300
    hashes = leaves(size)
    tree, full = GrowingTree(), dict[Tile, bytes]()
    for each in hashes:
        for tile, content in tree.append(each):
            assert tile not in full
            full[tile] = content
    assert set(full) == {tile for tile in tiles_between(0, size) if tile.width == 256}
    assert full[Tile(0, 3)] == b"".join(hashes[768:1024])
    assert full[Tile(1, 0)][:32] == slow_root(hashes[:256])
    assert [len(tile) // 32 for tile in tree.tiles] == [44, 1, 1]
    assert tree.root() == slow_root(hashes)
