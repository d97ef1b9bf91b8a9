"""Codes live a minute."""

import base64
import hashlib

import pytest

from lokus_local.issuer.identities import IDENTITIES
from lokus_local.issuer.login import CODE_SECONDS, Codes, LoginRefusedError, LoginRequest
from support.clock import VirtualClock

_VERIFIER = "v" * 43
_CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(_VERIFIER.encode()).digest()).rstrip(b"=").decode()
_LOGIN = LoginRequest("http://127.0.0.1:8080/", None, None, _CHALLENGE, "openid")


def _token_request(code: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "client_id": "lokus-console",
        "redirect_uri": _LOGIN.redirect_uri,
        "code": code,
        "code_verifier": _VERIFIER,
    }


def test_a_code_is_good_until_its_minute_ends() -> None:
    clock = VirtualClock()
    codes = Codes(clock)
    code = codes.issue(_LOGIN, IDENTITIES[0])
    clock.seconds += CODE_SECONDS - 1
    assert codes.redeem(_token_request(code)) == (_LOGIN, IDENTITIES[0])


def test_a_code_is_refused_when_its_minute_has_ended() -> None:
    clock = VirtualClock()
    codes = Codes(clock)
    code = codes.issue(_LOGIN, IDENTITIES[0])
    clock.seconds += CODE_SECONDS
    with pytest.raises(LoginRefusedError, match="too old"):
        codes.redeem(_token_request(code))


def test_a_wrong_verifier_uses_the_code_up() -> None:
    codes = Codes(VirtualClock())
    code = codes.issue(_LOGIN, IDENTITIES[0])
    with pytest.raises(LoginRefusedError, match="code_verifier"):
        codes.redeem(_token_request(code) | {"code_verifier": "guess"})
    with pytest.raises(LoginRefusedError, match="used"):
        codes.redeem(_token_request(code))
