import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_log.hashes import leaf_hash
from lokus_log.tree import Frontier, consistency_proof, inclusion_proof, perfect_parts, span_root
from unit.log.trees import ENTRIES, ROOTS, leaves, roots_of, slow_root


def test_a_growing_tree_has_the_roots_that_everybody_knows() -> None:
    tree = Frontier()
    assert tree.root() == ROOTS[0]
    for entry, root in zip(ENTRIES, ROOTS[1:], strict=True):
        tree.append(leaf_hash(entry))
        assert tree.root() == root


@given(st.integers(0, 300), st.integers(0, 50))
def test_a_tree_that_was_laid_down_goes_on_growing(size: int, more: int) -> None:
    hashes = leaves(size + more)
    tree = Frontier()
    for each in hashes[:size]:
        tree.append(each)
    tree = Frontier(tree.size, tree.roots)
    for each in hashes[size:]:
        tree.append(each)
    assert (tree.size, tree.root()) == (size + more, slow_root(hashes))


def test_a_tree_with_too_few_roots_is_none() -> None:
    with pytest.raises(ValueError, match="2 perfect subtrees"):
        Frontier(3, [bytes(32)])


def test_a_span_is_a_row_of_perfect_subtrees() -> None:
    assert [(part.height, part.number) for part in perfect_parts(8, 15)] == [(2, 2), (1, 6), (0, 14)]
    hashes = leaves(15)
    assert span_root(8, 15, roots_of(hashes)) == slow_root(hashes[8:15])


def test_proofs_are_those_of_the_standard() -> None:
    """RFC 6962, section 2.1.3, whose letters are a to f for leaves, g to l for the nodes above."""
    d = leaves(7)
    roots = roots_of(d)
    g, h, i, j = (slow_root(d[place : place + 2]) for place in (0, 2, 4, 6))
    k, leaf_l = slow_root(d[0:4]), slow_root(d[4:7])
    assert inclusion_proof(0, 7, roots) == [d[1], h, leaf_l]
    assert inclusion_proof(3, 7, roots) == [d[2], g, leaf_l]
    assert inclusion_proof(4, 7, roots) == [d[5], j, k]
    assert inclusion_proof(6, 7, roots) == [i, k]
    assert consistency_proof(3, 7, roots) == [d[2], d[3], g, leaf_l]
    assert consistency_proof(4, 7, roots) == [leaf_l]
    assert consistency_proof(6, 7, roots) == [i, j, k]


def test_what_cannot_be_proved_is_refused() -> None:
    with pytest.raises(ValueError, match="none of index 7"):
        inclusion_proof(7, 7, roots_of(leaves(7)))
    with pytest.raises(ValueError, match="not older"):
        consistency_proof(8, 7, roots_of(leaves(7)))
