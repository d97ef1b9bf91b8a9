import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_log.keys import Kind, VerifierKey, read_verifier_key
from unit.log.signing import BAWASLU, LOG

PETER_NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
"""A key that Go's implementation of notes shows as an example."""


def test_a_key_that_others_made_is_read_and_written() -> None:
    key = read_verifier_key(PETER_NEUMANN)
    assert (key.name, key.kind, key.id.hex()) == ("PeterNeumann", Kind.LOG, "c74f20a3")
    assert str(key) == PETER_NEUMANN


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "a+b", "a+c74f20a3+!", "a+c74f20a3+", "+c74f20a3+AAAA"),
        PETER_NEUMANN.replace("c74f20a3", "c74f20a4"),
        PETER_NEUMANN.replace("Peter", "Pater"),
        PETER_NEUMANN[:-4],
        "a+00000000+ERpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="key"):
        read_verifier_key(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n"])
def test_a_name_has_no_blanks_and_no_plus(name: str) -> None:
    with pytest.raises(ValueError, match="is no key"):
        VerifierKey(name, Kind.LOG, bytes(32))


@given(st.binary(max_size=200))
def test_a_key_checks_its_own_signatures_alone(message: bytes) -> None:
    signature = LOG.private.sign(message)
    assert LOG.verifier.checks(signature, message)
    assert not LOG.verifier.checks(signature, message + b"!")
    assert not BAWASLU.verifier.checks(signature, message)
    assert not LOG.verifier.checks(bytes(64), message)


def test_a_private_key_is_not_shown() -> None:
    assert LOG.private.private_bytes_raw().hex() not in repr(LOG)
