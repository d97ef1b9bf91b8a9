import base64
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_log.keys import read_verifier_key
from lokus_log.note import Note, NoteError, Signature, read_note, read_signature, sign, signers
from unit.log.signing import BAWASLU, CAMPUS, LOG, NOON
from unit.log.test_keys import PETER_NEUMANN

TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
QUOTE = (
    f"{TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""A note that Go's implementation shows as an example."""


def test_a_note_that_others_signed_is_checked() -> None:
    note = read_note(QUOTE.encode())
    assert note.text == TEXT
    assert [each.key.name for each in signers(note, [read_verifier_key(PETER_NEUMANN)])] == ["PeterNeumann"]
    assert str(note) == QUOTE
    with pytest.raises(NoteError, match="signature of PeterNeumann is wrong"):
        signers(read_note(QUOTE.replace("answer", "answers").encode()), [read_verifier_key(PETER_NEUMANN)])


def test_a_witness_says_when_it_signed() -> None:
    note = Note(TEXT, (sign(TEXT, LOG), sign(TEXT, BAWASLU, NOON + timedelta(milliseconds=700))))
    log, witness = signers(read_note(str(note).encode()), [LOG.verifier, BAWASLU.verifier])
    assert (log.key, log.at) == (LOG.verifier, None)
    assert (witness.key, witness.at) == (BAWASLU.verifier, NOON)
    with pytest.raises(ValueError, match="says when"):
        sign(TEXT, BAWASLU)


def test_signatures_of_strangers_are_passed_over_and_a_key_counts_once() -> None:
    note = Note(TEXT, (sign(TEXT, CAMPUS, NOON), sign(TEXT, LOG), sign(TEXT, LOG)))
    assert [each.key for each in signers(note, [LOG.verifier, BAWASLU.verifier])] == [LOG.verifier]


@given(st.integers(0, 71), st.integers(1, 255))
def test_a_cosignature_with_any_byte_changed_is_wrong(place: int, mask: int) -> None:
    signature = sign(TEXT, BAWASLU, NOON)
    content = bytearray(signature.content)
    content[place] ^= mask
    note = Note(TEXT, (signature._replace(content=bytes(content)),))
    with pytest.raises(NoteError, match="is wrong"):
        signers(note, [BAWASLU.verifier])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a\n",
        b"a\n\n",
        b"a\n\nb\n",
        b"a\n\n\xe2\x80\x94 b\n",
        "a\n\n— b c\n".encode(),
        "a\n\n— b AAAA\n".encode(),
        "a\n\n— b AAAAAAAA".encode(),
        b"a\n\n- b AAAAAAAA\n",
        "a\n\n— b+c AAAAAAAA\n".encode(),
        "a\r\n\n— b AAAAAAAA\n".encode(),
        b"\xff\n\n",
        ("a\n\n" + 101 * "— b AAAAAAAA\n").encode(),
    ],
)
def test_what_is_no_note_is_refused(content: bytes) -> None:
    with pytest.raises(NoteError):
        read_note(content)


@given(st.text())
def test_no_text_breaks_the_reading_of_a_note(text: str) -> None:
    try:
        assert str(read_note(text.encode(errors="replace"))) == text
    except NoteError:
        assert text != QUOTE


def test_a_text_may_have_empty_lines() -> None:
    text = "a\n\nb\n"
    assert read_note(str(Note(text, (sign(text, LOG),))).encode()).text == text


def test_a_signature_is_a_line() -> None:
    signature = Signature("b", b"1234", b"5")
    assert signature.line() == f"— b {base64.b64encode(b'12345').decode()}\n"
    assert read_signature(signature.line()[:-1]) == signature
