from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_log.audit import EGRESS, MOST_FAULTS, Audit, Fault, FaultKind, check_note
from lokus_log.checkpoint import Checkpoint
from lokus_log.hashes import leaf_hash
from lokus_log.keys import Kind
from lokus_log.leaf import LeafKind
from lokus_log.note import NoteError
from lokus_log.quorum import read_policy
from lokus_log.tiles import bundle
from unit.log.served import START, audit, checkpoint_of, entries_of, story
from unit.log.signing import BAWASLU, CAMPUS, NGO, NOON, POLICY, key, noted

LEAVES = story(600)
ENTRIES = entries_of(LEAVES)
HONEST = checkpoint_of(ENTRIES)
HOUR = timedelta(hours=1)
TRUSTED = read_policy(POLICY)


def kinds(faults: list[Fault]) -> set[FaultKind]:
    return {fault.kind for fault in faults}


def test_an_honest_log_is_without_fault_and_says_who_watched() -> None:
    found = audit(ENTRIES, saved=checkpoint_of(ENTRIES[:300]))
    assert found.faults == []
    assert found.size == 600
    assert found.kinds == {LeafKind.LEASES: 480, LeafKind.HEARTBEAT: 120}
    assert sum(found.seconds.values()) == 480 * 4
    assert found.seconds[START, "polda-metro"] + found.seconds[START, "bawaslu-dki"] == 80 * 4


def test_an_empty_log_is_without_fault() -> None:
    assert audit([]).faults == []


def edited(entries: list[bytes]) -> list[bytes]:
    return [*entries[:300], replace(LEAVES[300], seconds=5).to_bytes(), *entries[301:]]


def removed(entries: list[bytes]) -> list[bytes]:
    return [*entries[:300], *entries[301:]]


def reordered(entries: list[bytes]) -> list[bytes]:
    return [*entries[:300], entries[301], entries[300], *entries[302:]]


def added(entries: list[bytes]) -> list[bytes]:
    return [*entries[:300], entries[300], *entries[300:]]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (edited, {FaultKind.ROOT}),
        (removed, {FaultKind.SEQUENCE, FaultKind.TILE}),
        (reordered, {FaultKind.ROOT}),
        (added, {FaultKind.SEQUENCE, FaultKind.ROOT}),
    ],
)
def test_leaves_that_are_not_those_of_the_checkpoint_are_seen(
    change: Callable[[list[bytes]], list[bytes]], wanted: set[FaultKind]
) -> None:
    assert wanted <= kinds(audit(change(ENTRIES)[:600], HONEST).faults)


@pytest.mark.parametrize("change", [edited, removed, reordered, added])
def test_a_log_that_was_written_anew_is_seen_by_who_was_there_before(
    change: Callable[[list[bytes]], list[bytes]],
) -> None:
    faults = audit(change(ENTRIES), saved=checkpoint_of(ENTRIES[:400])).faults
    assert FaultKind.FORKED in kinds(faults)
    assert all(fault.leaf is None or fault.leaf >= 300 for fault in faults)


@pytest.mark.parametrize("change", [removed, added])
def test_a_gap_in_an_edges_numbers_is_seen_even_by_who_comes_first(
    change: Callable[[list[bytes]], list[bytes]],
) -> None:
    first = audit(change(ENTRIES)).faults[0]
    assert (first.kind, first.leaf) == (FaultKind.SEQUENCE, 301)


def test_a_log_that_lost_its_end_is_seen() -> None:
    shorter = ENTRIES[:500]
    assert kinds(audit(shorter, saved=HONEST).faults) == {FaultKind.TRUNCATED}
    assert kinds(audit(shorter, HONEST).faults) == {FaultKind.TRUNCATED, FaultKind.TILE}


def test_an_edge_that_sent_more_than_its_leases_say_is_seen() -> None:
    lied = next(number for number, leaf in enumerate(LEAVES) if leaf.kind is LeafKind.HEARTBEAT)
    leaves = [*LEAVES]
    leaves[lied] = replace(LEAVES[lied], facts={EGRESS: {"polda-metro": 10_000}})
    (fault,) = audit(entries_of(leaves)).faults
    assert (fault.kind, fault.leaf) == (FaultKind.EGRESS, lied)


def test_an_entry_that_is_no_leaf_is_seen() -> None:
    faults = audit([*ENTRIES[:10], b'{"kind":"party"}', *ENTRIES[10:]]).faults
    assert [(fault.kind, fault.leaf) for fault in faults] == [(FaultKind.LEAF, 10)]


def test_a_tile_that_says_something_else_than_the_entries_is_seen() -> None:
    hashes = [leaf_hash(entry) for entry in ENTRIES]
    hashes[7] = bytes(32)
    assert [(each.kind, each.leaf) for each in audit(ENTRIES, hashes=hashes).faults] == [(FaultKind.TILE, 7)]


def test_a_bundle_that_cannot_be_read_hides_no_fault_behind_it() -> None:
    tile = b"".join(leaf_hash(entry) for entry in ENTRIES[:256])
    found = Audit(HONEST)
    assert found.take(b"\0", tile)
    assert found.size == 256
    assert kinds(found.faults) == {FaultKind.ENTRY}
    assert not found.take(bundle(ENTRIES[256:512]), b"")
    found.end()
    assert kinds(found.faults) == {FaultKind.ENTRY, FaultKind.TILE, FaultKind.TRUNCATED}


def test_faults_are_told_up_to_a_number() -> None:
    assert len(audit([b"x"] * 300).faults) == MOST_FAULTS


@given(st.integers(0, 599), st.integers(0, 30), st.integers(1, 255))
def test_no_changed_byte_is_overlooked(index: int, place: int, mask: int) -> None:
    entry = bytearray(ENTRIES[index])
    entry[place] ^= mask
    assert audit([*ENTRIES[:index], bytes(entry), *ENTRIES[index + 1 :]], HONEST).faults


def test_a_checkpoint_is_signed_by_its_log_and_seen_by_enough_witnesses() -> None:
    content = str(noted(HONEST, BAWASLU, CAMPUS)).encode()
    found, faults = check_note(content, TRUSTED, NOON, HOUR)
    assert found.checkpoint == HONEST
    assert [each.key for each in found.witnesses] == [BAWASLU.verifier, CAMPUS.verifier]
    assert faults == []
    _, faults = check_note(str(noted(HONEST, NGO)).encode(), TRUSTED, NOON, HOUR)
    assert kinds(faults) == {FaultKind.QUORUM}


def test_witnesses_that_have_not_looked_for_long_are_stale() -> None:
    content = str(noted(HONEST, BAWASLU, CAMPUS)).encode()
    _, faults = check_note(content, TRUSTED, NOON + HOUR, HOUR)
    assert faults == []
    _, faults = check_note(content, TRUSTED, NOON + HOUR + timedelta(seconds=1), HOUR)
    assert kinds(faults) == {FaultKind.STALE}


def test_a_checkpoint_of_another_log_or_of_nobody_is_refused() -> None:
    stranger = key("log.example/other", Kind.LOG)
    with pytest.raises(NoteError, match="no log that the policy names"):
        check_note(str(noted(HONEST, BAWASLU, CAMPUS, log=stranger)).encode(), TRUSTED, NOON, HOUR)
    other = Checkpoint("log.example/other", HONEST.size, HONEST.root)
    with pytest.raises(NoteError, match="no log that the policy names"):
        check_note(str(noted(other, BAWASLU, CAMPUS)).encode(), TRUSTED, NOON, HOUR)
    changed = str(noted(HONEST, BAWASLU)).replace("\n600\n", "\n599\n").encode()
    with pytest.raises(NoteError, match="is wrong"):
        check_note(changed, TRUSTED, NOON, HOUR)
    with pytest.raises(NoteError, match="checkpoint"):
        check_note(str(noted(HONEST)).replace("\n600\n", "\n-1\n").encode(), TRUSTED, NOON, HOUR)
