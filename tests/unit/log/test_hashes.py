from lokus_log.hashes import EMPTY_ROOT, leaf_hash, node_hash
from unit.log.trees import ENTRIES, ROOTS


def test_a_leaf_and_a_node_of_the_same_bytes_differ() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert node_hash(left, right) != leaf_hash(left + right)


def test_the_smallest_trees_have_the_roots_that_everybody_knows() -> None:
    assert ROOTS[0] == EMPTY_ROOT
    assert leaf_hash(ENTRIES[0]) == ROOTS[1]
    assert node_hash(leaf_hash(ENTRIES[0]), leaf_hash(ENTRIES[1])) == ROOTS[2]
