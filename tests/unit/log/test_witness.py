from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from lokus_log.checkpoint import Checkpoint
from lokus_log.keys import Kind, SignerKey
from lokus_log.note import Note, read_note, read_signature, signers
from lokus_log.tree import consistency_proof
from lokus_log.witness import NOTHING, RefusedError, Seen, Submission, Witness, read_submission
from unit.log.signing import BAWASLU, LOG, NOON, ORIGIN, key, noted
from unit.log.trees import leaves, roots_of, slow_root

HASHES = leaves(50)


@dataclass
class Remembered:
    """What a witness remembers, for as long as the test lasts."""

    logs: dict[str, Seen] = field(default_factory=dict)

    def seen(self, origin: str) -> Seen:
        return self.logs.get(origin, NOTHING)

    def keep(self, origin: str, seen: Seen) -> None:
        self.logs[origin] = seen


def at(size: int, hashes: Sequence[bytes] = HASHES) -> Checkpoint:
    return Checkpoint(ORIGIN, size, slow_root(hashes[:size]))


def sent(old: int, new: Checkpoint, *, proof: Sequence[bytes] | None = None, log: SignerKey = LOG) -> bytes:
    found = consistency_proof(old, new.size, roots_of(HASHES)) if proof is None else proof
    return Submission(old, tuple(found), noted(new, log=log)).to_bytes()


@pytest.fixture
def remembered() -> Remembered:
    return Remembered()


@pytest.fixture
def witness(remembered: Remembered) -> Witness:
    return Witness(BAWASLU, [LOG.verifier], remembered, lambda: NOON)


def refused(witness: Witness, content: bytes) -> tuple[int, int | None]:
    with pytest.raises(RefusedError) as found:
        witness.add_checkpoint(content)
    return found.value.status, found.value.size


def test_a_log_that_grows_is_signed_at_each_size(witness: Witness, remembered: Remembered) -> None:
    old = 0
    for size in (0, 1, 1, 7, 8, 33, 50):
        line = witness.add_checkpoint(sent(old, at(size)))
        note = Note(at(size).text(), (read_signature(line[:-1]),))
        (signed,) = signers(read_note(str(note).encode()), [BAWASLU.verifier])
        assert signed.at == NOON
        assert remembered.seen(ORIGIN) == Seen(size, at(size).root)
        old = size


def test_what_does_not_go_on_from_what_was_signed_is_refused(
    witness: Witness, remembered: Remembered
) -> None:
    witness.add_checkpoint(sent(0, at(20)))
    other = [bytes(32), *HASHES[1:]]
    forked = Checkpoint(ORIGIN, 30, slow_root(other[:30]))
    assert refused(witness, sent(20, forked)) == (422, None)
    assert refused(witness, sent(20, forked, proof=consistency_proof(20, 30, roots_of(other)))) == (422, None)
    assert refused(witness, sent(20, at(30), proof=[])) == (422, None)
    assert refused(witness, sent(20, at(20, other), proof=[])) == (409, 20)
    assert refused(witness, sent(0, at(30))) == (409, 20)
    assert refused(witness, sent(19, at(30))) == (409, 20)
    assert refused(witness, sent(20, at(10), proof=[])) == (400, None)
    assert remembered.seen(ORIGIN).size == 20
    witness.add_checkpoint(sent(20, at(30)))


def test_a_first_checkpoint_has_no_proof(witness: Witness) -> None:
    assert refused(witness, sent(0, at(5), proof=[bytes(32)])) == (422, None)


def test_only_what_a_known_log_signed_is_signed(witness: Witness) -> None:
    stranger = key("log.example/other", Kind.LOG)
    elsewhere = Checkpoint("log.example/other", 1, HASHES[0])
    assert refused(witness, sent(0, elsewhere, proof=[], log=stranger)) == (404, None)
    assert refused(witness, sent(0, at(1), log=stranger)) == (403, None)
    forged = noted(at(1))
    wrong = forged.signatures[0]._replace(content=bytes(64))
    body = Submission(0, (), Note(forged.text, (wrong,))).to_bytes()
    assert refused(witness, body) == (403, None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"old 0\n",
        b"old 00\n\nx",
        b"old -1\n\nx",
        b"new 0\n\nx",
        b"old 0\nx\n\nx",
        b"old 0\nAAAA\n\nx",
        b"old 0\n" + b"A" * 43 + b"=\n" * 64 + b"\nx",
        sent(0, at(1)).replace(b"\n1\n", b"\n01\n"),
        sent(0, at(1))[:-10],
    ],
)
def test_what_cannot_be_read_is_refused(witness: Witness, content: bytes) -> None:
    assert refused(witness, content) == (400, None)


def test_a_submission_comes_back_as_it_was() -> None:
    submission = Submission(20, tuple(consistency_proof(20, 50, roots_of(HASHES))), noted(at(50)))
    assert read_submission(submission.to_bytes()) == submission
    with pytest.raises(ValueError, match="at most 63"):
        read_submission(Submission(1, (bytes(32),) * 64, noted(at(50))).to_bytes())
