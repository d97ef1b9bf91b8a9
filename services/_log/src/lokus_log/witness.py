"""What a witness does (C2SP tlog-witness): it sees that a log only ever grows, and signs what it saw.

It remembers of each log the size and the root that it signed last, and nothing else. It signs a later
checkpoint if a consistency proof leads there from the one that it remembers.
"""

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from lokus_log.checkpoint import Checkpoint, read_checkpoint
from lokus_log.hashes import EMPTY_ROOT, HASH_BYTES
from lokus_log.keys import SignerKey, VerifierKey
from lokus_log.note import Note, NoteError, read_note, sign, signers
from lokus_log.proofs import ProofError, check_consistency

MOST_PROOF_LINES: Final = 63
SIZE_TYPE: Final = "text/x.tlog.size"

BAD_REQUEST: Final = 400
FORBIDDEN: Final = 403
NOT_FOUND: Final = 404
CONFLICT: Final = 409
UNPROCESSABLE: Final = 422


class Seen(NamedTuple):
    """How far a log was when it was signed last."""

    size: int
    root: bytes


NOTHING: Final = Seen(0, EMPTY_ROOT)


class Memory(Protocol):
    """What a witness remembers; it must outlive the process."""

    def seen(self, origin: str) -> Seen:
        """How far a log was; NOTHING if it was never seen."""
        ...

    def keep(self, origin: str, seen: Seen) -> None:
        """Have it kept for good when this returns."""
        ...


class RefusedError(Exception):
    """A checkpoint is not signed; `status` is HTTP's, `size` what is remembered where that does not fit."""

    def __init__(self, status: int, detail: str, size: int | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.size = size


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint that is to be signed, and how one gets there from an older size."""

    old_size: int
    proof: tuple[bytes, ...]
    note: Note

    def to_bytes(self) -> bytes:
        """As it is sent."""
        proof = "".join(f"{base64.b64encode(each).decode()}\n" for each in self.proof)
        return f"old {self.old_size}\n{proof}\n{self.note}".encode()


def read_submission(content: bytes) -> Submission:
    """What was sent; ValueError says what is wrong with it."""
    head, gap, note = content.partition(b"\n\n")
    old, *proof = head.split(b"\n")
    word, _, size = old.partition(b" ")
    if not gap or word != b"old" or not size.isdigit() or str(int(size)).encode() != size:
        raise ValueError("write `old SIZE`, the lines of the proof, an empty line and the checkpoint")
    if len(proof) > MOST_PROOF_LINES:
        raise ValueError(f"a proof has at most {MOST_PROOF_LINES} lines")
    return Submission(int(size), tuple(map(_hash, proof)), read_note(note))


def _hash(line: bytes) -> bytes:
    try:
        found = base64.b64decode(line, validate=True)
    except binascii.Error as error:
        raise ValueError("a line of the proof is not base64") from error
    if len(found) != HASH_BYTES:
        raise ValueError(f"a line of the proof is a hash of {HASH_BYTES} bytes")
    return found


class Witness:
    """One witness. Its calls must not overlap: what it remembers is read, and written after."""

    def __init__(
        self, key: SignerKey, logs: Iterable[VerifierKey], memory: Memory, now: Callable[[], datetime]
    ) -> None:
        self._key = key
        self._logs = tuple(logs)
        self._memory = memory
        self._now = now

    def add_checkpoint(self, content: bytes) -> str:
        """The line of our signature on what was sent; RefusedError if it is not signed."""
        try:
            sent = read_submission(content)
            checkpoint = read_checkpoint(sent.note.text)
        except ValueError as error:
            raise RefusedError(BAD_REQUEST, str(error)) from None
        self._check_signed(sent.note, checkpoint)
        self._check_grown(sent, checkpoint)
        self._memory.keep(checkpoint.origin, Seen(checkpoint.size, checkpoint.root))
        return sign(sent.note.text, self._key, self._now()).line()

    def _check_signed(self, note: Note, checkpoint: Checkpoint) -> None:
        keys = [key for key in self._logs if key.name == checkpoint.origin]
        if not keys:
            raise RefusedError(NOT_FOUND, f"the log {checkpoint.origin} is not watched here")
        try:
            signed = signers(note, keys)
        except NoteError as error:
            raise RefusedError(FORBIDDEN, str(error)) from None
        if not signed:
            raise RefusedError(FORBIDDEN, f"{checkpoint.origin} did not sign this")

    def _check_grown(self, sent: Submission, checkpoint: Checkpoint) -> None:
        seen = self._memory.seen(checkpoint.origin)
        if sent.old_size > checkpoint.size:
            raise RefusedError(BAD_REQUEST, "the old size is larger than that of the checkpoint")
        if sent.old_size != seen.size:
            raise RefusedError(CONFLICT, f"the last size that was signed here is {seen.size}", seen.size)
        if seen.size == checkpoint.size and seen.root != checkpoint.root:
            raise RefusedError(CONFLICT, f"there are two trees of {seen.size} leaves", seen.size)
        try:
            check_consistency(seen.size, seen.root, checkpoint.size, checkpoint.root, sent.proof)
        except ProofError as error:
            raise RefusedError(UNPROCESSABLE, str(error)) from None
