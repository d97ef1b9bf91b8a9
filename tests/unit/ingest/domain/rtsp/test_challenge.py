import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.rtsp.challenge import Challenge, read_challenges, read_parameters, strongest

BASIC = 'Basic realm="IP Camera(C1)"'
MD5 = 'Digest realm="IP Camera(C1)", nonce="a1b2", stale="FALSE"'
SHA = 'Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth,auth-int", opaque="o"'


@pytest.mark.parametrize("values", [(BASIC, MD5), (f"{BASIC}, {MD5}",), (f"{MD5},{BASIC}",)])
def test_challenges_are_told_apart_in_one_header_and_in_several(values: tuple[str, ...]) -> None:
    found = {each.scheme: each for each in read_challenges(values)}
    assert set(found) == {"basic", "digest"}
    assert found["digest"].parameters == {"realm": "IP Camera(C1)", "nonce": "a1b2", "stale": "FALSE"}
    assert not found["digest"].stale


@pytest.mark.parametrize(
    "value",
    [
        'Digest realm="a, b=\\"c\\"",nonce=bare,stale=TRUE',
        'digest  Realm = "a, b=\\"c\\"" ,, NONCE="bare" , stale = true',
    ],
)
def test_quotes_spaces_and_case_may_be_as_they_like(value: str) -> None:
    (found,) = read_challenges([value])
    assert (found.parameters["realm"], found.parameters["nonce"]) == ('a, b="c"', "bare")
    assert found.stale


@pytest.mark.parametrize(
    ("values", "scheme", "hash_name"),
    [
        ((BASIC,), "basic", None),
        ((BASIC, MD5), "digest", "md5"),
        ((MD5, SHA), "digest", "sha256"),
        ((SHA, BASIC), "digest", "sha256"),
        (('Digest realm="r", nonce="n", algorithm="md5"',), "digest", "md5"),
        (('Digest realm="r", nonce="n", algorithm=MD5-sess', BASIC), "basic", None),
        (('Digest realm="r", nonce="n", qop="auth-int"', BASIC), "basic", None),
        (('Digest realm="r"', BASIC), "basic", None),
    ],
)
def test_the_strongest_that_we_know_is_met(
    values: tuple[str, ...], scheme: str, hash_name: str | None
) -> None:
    found = strongest(read_challenges(values))
    assert found is not None
    assert (found.scheme, found.hash_name) == (scheme, hash_name)


@pytest.mark.parametrize("value", ["Negotiate", "", 'Digest nonce="n", algorithm=SHA-512-256', '="x", ,'])
def test_what_we_do_not_know_is_not_met(value: str) -> None:
    assert strongest(read_challenges([value])) is None


def test_what_a_person_is_shown_is_never_long_or_odd() -> None:
    assert Challenge("digest", {"algorithm": "SHA-512-256"}).shown == "Digest SHA-512-256"
    assert Challenge("digest", {"algorithm": "<b>"}).shown == "something unknown"


def test_parameters_without_a_scheme_are_read_too() -> None:
    assert read_parameters('nextnonce="n2", qop=auth')["nextnonce"] == "n2"


PIECES = st.sampled_from(["Digest", "Basic", 'realm="', "nonce=", '"', ",", " ", "\\", "=", "x", "\t"])


@given(st.text(max_size=100) | st.lists(PIECES, max_size=60).map("".join))
def test_no_text_breaks_the_reading(text: str) -> None:
    for each in read_challenges([text]):
        assert each.strength in range(4)
        assert len(each.shown) <= 30


@pytest.mark.parametrize(
    "text", [" " * 16_000, "," * 16_000, 'a="' + "\\" * 16_000, "x=" * 8_000, '"' * 16_000]
)
def test_a_head_full_of_one_sign_is_read_at_once(text: str) -> None:
    assert len(read_challenges([text])) <= len(text)
