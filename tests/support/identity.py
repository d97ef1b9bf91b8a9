"""An identity provider for tests: real HTTP (discovery and JWKS), real signatures, no login.

It lives in a thread of the test process. `token` signs any claims, so that a test can be anybody,
or present a token that is late, foreign or cut short; a second `Issuer` is one nobody trusts.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from lokus_identity.verifier import AUDIENCE
from lokus_kit.clock import SystemClock

_ALGORITHM = "ES256"
_LIFETIME = timedelta(hours=1)


class Issuer:
    """An OpenID Connect issuer at `url`, trusted by whoever names that URL in its settings."""

    def __init__(self, url: str, key_id: str = "test-key") -> None:
        self.url = url
        self._key_id = key_id
        self._key = ec.generate_private_key(ec.SECP256R1())

    def token(self, org: str, *roles: str, tenant: str = "jakarta", **overrides: Any) -> str:
        """Sign an access token of a member of `org`; an override replaces a claim, None removes it."""
        now = SystemClock().now()
        claims: dict[str, Any] = {
            "iss": self.url,
            "sub": f"somebody@{org}",
            "name": f"Somebody of {org}",
            "aud": AUDIENCE,
            "iat": int(now.timestamp()),
            "exp": int((now + _LIFETIME).timestamp()),
            "tenant": tenant,
            "org": org,
            "roles": list(roles),
        } | overrides
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, self._key, algorithm=_ALGORITHM, headers={"kid": self._key_id})

    def headers(self, org: str, *roles: str, **overrides: Any) -> dict[str, str]:
        """Return the HTTP headers that carry such a token."""
        return {"Authorization": f"Bearer {self.token(org, *roles, **overrides)}"}

    def documents(self) -> dict[str, dict[str, Any]]:
        """Return what the issuer publishes, by path."""
        public = json.loads(ECAlgorithm.to_jwk(self._key.public_key()))
        key = public | {"kid": self._key_id, "use": "sig", "alg": _ALGORITHM}
        return {
            "/.well-known/openid-configuration": {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"},
            "/jwks": {"keys": [key]},
        }


@contextmanager
def serving_issuer() -> Iterator[Issuer]:
    """Serve an issuer on a free port of 127.0.0.1 until the block ends."""
    documents: dict[str, dict[str, Any]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = documents.get(self.path)
            body = json.dumps(found).encode()
            self.send_response(404 if found is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer = Issuer(f"http://127.0.0.1:{server.server_address[1]}")
        documents.update(issuer.documents())
        thread = Thread(target=server.serve_forever, name="test-issuer")
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()
