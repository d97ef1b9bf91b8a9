"""What the tokens say."""

from typing import Any

import jwt

from lokus_identity.verifier import AUDIENCE
from lokus_local.issuer.identities import IDENTITIES
from lokus_local.issuer.signing import SigningKey, new_key_pem
from lokus_local.issuer.tokens import CLIENT_ID, LIFETIME, TokenMint
from support.clock import VirtualClock

_ISSUER = "http://127.0.0.1:8084"


def _claims(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def _mint() -> TokenMint:
    return TokenMint(_ISSUER, SigningKey(new_key_pem()), VirtualClock(5000.0))


def test_an_access_token_says_who_for_whom_and_how_long() -> None:
    claims = _claims(_mint().access_token(IDENTITIES[0]))
    assert claims == {
        "iss": _ISSUER,
        "sub": "kpu.admin",
        "aud": AUDIENCE,
        "iat": 5000,
        "exp": 5000 + LIFETIME.total_seconds(),
        "name": IDENTITIES[0].name,
        "preferred_username": "kpu.admin",
        "tenant": "jakarta",
        "org": "kpu-dki",
        "roles": ["owner_admin"],
    }


def test_an_identity_token_is_for_the_page_and_bound_to_its_request() -> None:
    claims = _claims(_mint().identity_token(IDENTITIES[0], "nonce-1"))
    assert (claims["aud"], claims["nonce"]) == (CLIENT_ID, "nonce-1")
    assert "roles" not in claims
    assert "nonce" not in _claims(_mint().identity_token(IDENTITIES[0], None))
