import base64
import re

import pytest

from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.rtsp.message import Headers, Reply
from lokus_ingest.domain.rtsp.sign_in import SignIn
from lokus_proto.v1.stream_state import ReasonKind

URL = "rtsp://192.0.2.7/live"


def asking(*challenges: str) -> Reply:
    return Reply(401, Headers(tuple(("www-authenticate", each) for each in challenges)))


def asked(challenge: str, user: str = "Mufasa", password: str = "Circle of Life") -> SignIn:
    sign_in = SignIn(Credentials(user, password))
    sign_in.met(asking(challenge))
    return sign_in


def shown(sign_in: SignIn, method: str = "DESCRIBE", url: str = URL) -> dict[str, str]:
    text = sign_in.authorization(method, url)
    assert text is not None
    return {name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', text)}


def test_nothing_is_shown_before_it_is_asked_for() -> None:
    assert SignIn(Credentials("u", "p")).authorization("DESCRIBE", URL) is None


def test_basic_is_user_and_password() -> None:
    text = asked('Basic realm="r"', "u", "p:ä").authorization("DESCRIBE", URL)
    assert text == f"Basic {base64.b64encode('u:p:ä'.encode()).decode()}"


def test_digest_without_qop_is_that_of_rfc_2069() -> None:
    challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'
    found = shown(asked(challenge, password="Circle Of Life"), "GET", "/dir/index.html")
    assert found["response"] == "670fd8c2df070c60b045671b8b24ff02"
    assert set(found) == {"username", "realm", "nonce", "uri", "response"}


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_is_that_of_rfc_7616(monkeypatch: pytest.MonkeyPatch, algorithm: str, response: str) -> None:
    own_nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    monkeypatch.setattr("secrets.token_hex", lambda _: own_nonce)
    sign_in = asked(
        f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
        'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    found = shown(sign_in, "GET", "/dir/index.html")
    assert found["response"] == response
    assert found["opaque"] == "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
    assert (found["nc"], found["qop"], found["algorithm"]) == ("00000001", "auth", algorithm)


@pytest.mark.parametrize("challenge", ['Basic realm="r"', 'Digest realm="r", nonce="n"'])
def test_half_a_sign_in_a_password_breaks_nothing(challenge: str) -> None:
    assert asked(challenge, "u", "p\ud800").authorization("DESCRIBE", URL)


def test_uses_of_a_nonce_are_counted_and_start_over_with_the_next() -> None:
    sign_in = asked('Digest realm="r", nonce="n1", qop="auth"')
    assert [shown(sign_in)["nc"] for _ in range(2)] == ["00000001", "00000002"]
    sign_in.learn(Reply(200, Headers((("authentication-info", 'nextnonce="n2"'),))))
    found = shown(sign_in)
    assert (found["nonce"], found["nc"]) == ("n2", "00000001")


def test_a_reply_without_a_next_nonce_changes_nothing() -> None:
    sign_in = asked('Digest realm="r", nonce="n1"')
    sign_in.learn(Reply(200, Headers((("authentication-info", "qop=auth"),))))
    assert shown(sign_in)["nonce"] == "n1"


def test_a_stale_nonce_is_told_and_replaced() -> None:
    sign_in = asked('Digest realm="r", nonce="n1"')
    assert sign_in.met(asking('Digest realm="r", nonce="n2", stale=true')).stale
    assert shown(sign_in)["nonce"] == "n2"


def test_quotes_and_backslashes_are_escaped() -> None:
    text = asked('Digest realm="a\\"b", nonce="n"', 'u"\\').authorization("DESCRIBE", URL)
    assert text is not None
    assert 'username="u\\"\\\\"' in text
    assert 'realm="a\\"b"' in text


@pytest.mark.parametrize(
    ("credentials", "challenge", "words"),
    [
        (None, 'Basic realm="r"', "give them"),
        (Credentials("u", "s3cret"), "Negotiate", "wants only Negotiate"),
        (Credentials("u", "s3cret"), 'Digest nonce="n", algorithm=SHA-512-256', "Digest SHA-512-256"),
        (Credentials("u", "s3cret"), "", "something unsaid"),
    ],
)
def test_what_cannot_be_given_says_so(credentials: Credentials | None, challenge: str, words: str) -> None:
    with pytest.raises(SourceFailure, match=words) as refused:
        SignIn(credentials).met(asking(challenge))
    assert refused.value.reason is ReasonKind.AUTHENTICATION
    assert "s3cret" not in refused.value.detail
