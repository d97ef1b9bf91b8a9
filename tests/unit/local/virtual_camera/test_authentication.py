import base64

import pytest

from lokus_local.virtual_camera.authentication import (
    NONCE_LIFETIME_SECONDS,
    AuthScheme,
    Credentials,
    Gatekeeper,
    digest_response,
)

BUDI = Credentials("budi", "p@ss:w#rd")
DIGESTS = (AuthScheme.DIGEST, AuthScheme.DIGEST_SHA256)


def _nonce(gate: Gatekeeper, now_seconds: float) -> str:
    return gate.judge("PLAY", None, now_seconds).challenge.split('nonce="')[1].split('"')[0]


def _authorization(scheme: AuthScheme, who: Credentials, nonce: str, method: str = "PLAY") -> str:
    given = {"uri": "rtsp://camera/0", "nonce": nonce, "nc": "00000001", "cnonce": "abc"}
    response = digest_response(scheme, who, method, given)
    counted = ', qop=auth, nc=00000001, cnonce="abc"' if scheme is AuthScheme.DIGEST_SHA256 else ""
    return f'Digest username="budi", nonce="{nonce}", uri="rtsp://camera/0", response="{response}"{counted}'


def test_without_a_scheme_everybody_may_pass() -> None:
    assert Gatekeeper(AuthScheme.NONE, BUDI).judge("PLAY", None, 0).allowed


def test_basic_takes_the_right_password_only() -> None:
    gate = Gatekeeper(AuthScheme.BASIC, BUDI)
    right = base64.b64encode(b"budi:p@ss:w#rd").decode()

    assert gate.judge("PLAY", f"Basic {right}", 0).allowed
    assert not gate.judge("PLAY", f"Basic {base64.b64encode(b'budi:x').decode()}", 0).allowed
    assert not gate.judge("PLAY", "Basic !!", 0).allowed
    assert not gate.judge("PLAY", "Basic \u20ac", 0).allowed
    assert gate.judge("PLAY", None, 0).challenge.startswith("Basic realm=")


@pytest.mark.parametrize("scheme", DIGESTS)
def test_digest_takes_an_answer_to_its_own_nonce(scheme: AuthScheme) -> None:
    gate = Gatekeeper(scheme, BUDI)

    assert gate.judge("PLAY", _authorization(scheme, BUDI, _nonce(gate, 10)), 20).allowed


@pytest.mark.parametrize("scheme", DIGESTS)
@pytest.mark.parametrize("wrong", ["password", "method", "nonce", "scheme"])
def test_digest_refuses_a_wrong_answer(scheme: AuthScheme, wrong: str) -> None:
    gate = Gatekeeper(scheme, BUDI)
    nonce = _nonce(Gatekeeper(scheme, BUDI) if wrong == "nonce" else gate, 10)
    who = Credentials("budi", "wrong") if wrong == "password" else BUDI
    other = DIGESTS[1 - DIGESTS.index(scheme)] if wrong == "scheme" else scheme
    verdict = gate.judge("SETUP" if wrong == "method" else "PLAY", _authorization(other, who, nonce), 20)

    assert not verdict.allowed
    assert "stale" not in verdict.challenge


@pytest.mark.parametrize("scheme", DIGESTS)
def test_an_old_nonce_is_called_stale(scheme: AuthScheme) -> None:
    gate = Gatekeeper(scheme, BUDI)
    authorization = _authorization(scheme, BUDI, _nonce(gate, 10))
    verdict = gate.judge("PLAY", authorization, 11 + NONCE_LIFETIME_SECONDS)

    assert not verdict.allowed
    assert "stale=true" in verdict.challenge


def test_sha256_is_challenged_with_qop() -> None:
    challenge = Gatekeeper(AuthScheme.DIGEST_SHA256, BUDI).judge("PLAY", None, 0).challenge

    assert "algorithm=SHA-256" in challenge
    assert 'qop="auth"' in challenge


def test_the_digest_is_that_of_rfc_2617_without_qop() -> None:
    # HA1 = MD5("budi:Lokus virtual camera:p@ss:w#rd") and so on, worked out with md5sum.
    given = {"uri": "rtsp://camera/0", "nonce": "n"}

    assert digest_response(AuthScheme.DIGEST, BUDI, "PLAY", given) == "7cc918fe1564532d77eaab1f0294779a"
