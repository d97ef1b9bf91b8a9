"""The key that the issuer signs with: ES256, kept as PEM in the home, named by its thumbprint."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, cast

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import ECAlgorithm
from jwt.utils import base64url_encode

ALGORITHM = "ES256"


def new_key_pem() -> str:
    """Draw a private key (P-256) as PKCS #8 PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


class SigningKey:
    """Signs tokens, and says how they are checked."""

    def __init__(self, pem: str) -> None:
        self._key = cast(
            "ec.EllipticCurvePrivateKey", load_pem_private_key(pem.encode("ascii"), password=None)
        )
        public = json.loads(ECAlgorithm.to_jwk(self._key.public_key()))
        self._public = {name: public[name] for name in ("crv", "kty", "x", "y")}
        self._key_id = _thumbprint(self._public)

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return `claims` as a signed JWT."""
        return jwt.encode(dict(claims), self._key, algorithm=ALGORITHM, headers={"kid": self._key_id})

    def key_set(self) -> dict[str, Any]:
        """Return the public half as a JWK set (RFC 7517)."""
        return {"keys": [self._public | {"kid": self._key_id, "use": "sig", "alg": ALGORITHM}]}


def _thumbprint(public: Mapping[str, str]) -> str:
    """Return the JWK thumbprint (RFC 7638): its members in the order of their names, without spaces."""
    text = json.dumps(public, sort_keys=True, separators=(",", ":"))
    return base64url_encode(hashlib.sha256(text.encode("ascii")).digest()).decode("ascii")
