"""Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature.

A cosignature of a witness says when, and signs the time with the text (C2SP tlog-cosignature).
"""

import base64
import binascii
import struct
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from lokus_log.keys import SIGNATURE_BYTES, Kind, SignerKey, VerifierKey

MOST_SIGNATURES: Final = 100
_DASH: Final = "\N{EM DASH} "
_ID_BYTES: Final = 4
_TIME_BYTES: Final = 8


class NoteError(ValueError):
    """What was read is no note, or nobody who is trusted signed it; the text says which."""


class Signature(NamedTuple):
    """A line of a note: who says that he signed, by name and key id, and the signature."""

    name: str
    key_id: bytes
    content: bytes

    def line(self) -> str:
        """As it stands in a note."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.content).decode()}\n"


class Note(NamedTuple):
    """A text, which ends with its line, and its signatures; of whom they are is not known yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        """As it is passed on."""
        return f"{self.text}\n{''.join(signature.line() for signature in self.signatures)}"


class Signed(NamedTuple):
    """A key that signed a text; `at` is when, if it is a witness's."""

    key: VerifierKey
    at: datetime | None


def sign(text: str, key: SignerKey, at: datetime | None = None) -> Signature:
    """Sign a text; a witness says when."""
    verifier = key.verifier
    if key.kind is Kind.LOG:
        return Signature(key.name, verifier.id, key.private.sign(text.encode()))
    if at is None:
        raise ValueError("a witness says when")
    seconds = int(at.timestamp())
    content = struct.pack(">Q", seconds) + key.private.sign(_witnessed(seconds, text))
    return Signature(key.name, verifier.id, content)


def read_note(content: bytes) -> Note:
    """The parts of a note; NoteError if it is none."""
    try:
        whole = content.decode()
    except UnicodeDecodeError as error:
        raise NoteError("a note is text in UTF-8") from error
    if any(character < " " and character != "\n" for character in whole):
        raise NoteError("a note has no control characters")
    text, gap, lines = whole.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise NoteError("a note is a text, an empty line and signatures")
    found = lines[:-1].split("\n")
    if len(found) > MOST_SIGNATURES:
        raise NoteError(f"a note has at most {MOST_SIGNATURES} signatures")
    return Note(f"{text}\n", tuple(map(read_signature, found)))


def read_signature(line: str) -> Signature:
    """A line of a note, without its end; NoteError if it is none."""
    dash, name, encoded = line[: len(_DASH)], *line[len(_DASH) :].rpartition(" ")[::2]
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError(f"a signature that is not base64: {line}") from error
    if dash != _DASH or not name or " " in name or "+" in name or len(content) <= _ID_BYTES:
        raise NoteError(f"a line that is no signature: {line}")
    return Signature(name, content[:_ID_BYTES], content[_ID_BYTES:])


def signers(note: Note, keys: Iterable[VerifierKey]) -> list[Signed]:
    """Which keys signed the text; NoteError if one of their signatures is wrong. Others are passed over."""
    known = {(key.name, key.id): key for key in keys}
    found: dict[VerifierKey, Signed] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None and key not in found:
            found[key] = _checked(note.text, signature, key)
    return list(found.values())


def _checked(text: str, signature: Signature, key: VerifierKey) -> Signed:
    content = signature.content
    timed = _TIME_BYTES if key.kind is Kind.WITNESS else 0
    if len(content) == timed + SIGNATURE_BYTES:
        if key.kind is Kind.LOG:
            if key.checks(content, text.encode()):
                return Signed(key, None)
        else:
            (seconds,) = struct.unpack_from(">Q", content)
            if seconds < 1 << 40 and key.checks(content[timed:], _witnessed(seconds, text)):
                return Signed(key, datetime.fromtimestamp(seconds, UTC))
    raise NoteError(f"the signature of {key.name} is wrong")


def _witnessed(seconds: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
