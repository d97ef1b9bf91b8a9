from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_log.hashes import EMPTY_ROOT
from lokus_log.proofs import ProofError, check_consistency, check_inclusion
from lokus_log.tree import consistency_proof, inclusion_proof
from unit.log.trees import leaves, roots_of, slow_root

SIZES = st.integers(1, 130)


def changed(proof: Sequence[bytes], place: int) -> list[bytes]:
    return [*proof[:place], bytes(32), *proof[place + 1 :]]


@given(st.data(), SIZES)
def test_a_leaf_is_proved_where_it_is_and_nowhere_else(draws: st.DataObject, size: int) -> None:
    hashes = leaves(size)
    index = draws.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(index, size, roots_of(hashes)), slow_root(hashes)
    check_inclusion(hashes[index], index, size, proof, root)
    for other in {0, size - 1, index ^ 1} & set(range(size)) - {index}:
        with pytest.raises(ProofError):
            check_inclusion(hashes[index], other, size, proof, root)
    with pytest.raises(ProofError):
        check_inclusion(bytes(32), index, size, proof, root)
    with pytest.raises(ProofError, match="too long"):
        check_inclusion(hashes[index], index, size, [*proof, bytes(32)], root)
    if proof:
        place = draws.draw(st.integers(0, len(proof) - 1))
        with pytest.raises(ProofError):
            check_inclusion(hashes[index], index, size, changed(proof, place), root)
        with pytest.raises(ProofError, match="too short"):
            check_inclusion(hashes[index], index, size, proof[:-1], root)


@given(st.data(), SIZES)
def test_a_tree_is_proved_to_begin_with_an_older_one_and_with_no_other(
    draws: st.DataObject, new: int
) -> None:
    hashes = leaves(new)
    old = draws.draw(st.integers(0, new))
    proof = consistency_proof(old, new, roots_of(hashes))
    was, now = slow_root(hashes[:old]), slow_root(hashes)
    check_consistency(old, was, new, now, proof)
    with pytest.raises(ProofError, match="too long"):
        check_consistency(old, was, new, now, [*proof, bytes(32)])
    with pytest.raises(ProofError):
        check_consistency(old, bytes(32), new, now, proof)
    if old:
        with pytest.raises(ProofError):
            check_consistency(old, was, new, bytes(32), proof)
    for place in range(len(proof)):
        with pytest.raises(ProofError):
            check_consistency(old, was, new, now, changed(proof, place))
    if proof:
        with pytest.raises(ProofError, match="too short"):
            check_consistency(old, was, new, now, proof[:-1])


def test_a_log_does_not_shrink_and_every_log_begins_empty() -> None:
    with pytest.raises(ProofError, match="shrank from 3 to 2"):
        check_consistency(3, bytes(32), 2, bytes(32), [])
    check_consistency(0, EMPTY_ROOT, 2, bytes(32), [])
    with pytest.raises(ProofError, match="none of index 2"):
        check_inclusion(bytes(32), 2, 2, [], bytes(32))
