"""A camera that wants a password, in whatever way cameras ask for one (RFC 2617, RFC 7616)."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass

from integration.ingest.habits.camera import Camera, Request
from lokus_ingest.domain.address import Credentials

REALM = "IP Camera(12345)"
_PARAMETER = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,"]+))')
_HASHES = {"MD5": "md5", "SHA-256": "sha256"}


@dataclass(frozen=True)
class Digest:
    """One challenge. `algorithm` is named if it is not None; MD5 is meant if it is."""

    algorithm: str | None = None
    qop: str | None = None

    def text(self, nonce: str, *, stale: bool) -> str:
        parts = [f'realm="{REALM}"', f'nonce="{nonce}"']
        parts += [f"algorithm={self.algorithm}"] if self.algorithm else []
        parts += [f'qop="{self.qop}"'] if self.qop else []
        return "Digest " + ", ".join(parts + ["stale=true"] * stale)


BASIC = f'Basic realm="{REALM}"'
Challenge = Digest | str


class Guarded(Camera):
    """Knows one user. `wrong` counts the logins that were none; with `locks_after` so many it lets nobody in.

    `uses`: for how many requests a nonce is good; `stale`: whether it says so when one no longer is.
    """

    uses = 1_000
    stale = False
    locks_after = 1_000
    one_line = False

    def __init__(self, user: str, password: str, *challenges: Challenge) -> None:
        super().__init__()
        self._credentials = Credentials(user, password)
        self._challenges = challenges
        self._nonces: dict[str, int] = {}
        self.wrong = 0

    def admit(self, request: Request) -> str | None:
        given = request.headers.get("authorization")
        if given is None:
            return self.challenged()
        if self.wrong >= self.locks_after or not self._proves(request.method, given):
            self.wrong += 1
            return self.challenged()
        nonce = _parameters(given).get("nonce", "")
        self._nonces[nonce] = left = self._nonces.get(nonce, self.uses) - 1
        return self.challenged(stale=self.stale) if left < 0 else None

    def challenged(self, *, stale: bool = False) -> str:
        """A 401 with a nonce of its own."""
        nonce = secrets.token_hex(16)
        texts = [
            each if isinstance(each, str) else each.text(nonce, stale=stale) for each in self._challenges
        ]
        lines = [", ".join(texts)] if self.one_line else texts
        return "\r\n".join(["401 Unauthorized", *(f"WWW-Authenticate: {line}" for line in lines)])

    def _proves(self, method: str, given: str) -> bool:
        scheme, _, rest = given.partition(" ")
        user, password = self._credentials.username, self._credentials.password
        if scheme == "Basic":
            return BASIC in self._challenges and base64.b64decode(rest).decode() == f"{user}:{password}"
        parameters = _parameters(rest)
        offered = [each for each in self._challenges if isinstance(each, Digest)]
        shown = parameters.get("response")
        return any(shown == _response(each, user, password, method, parameters) for each in offered)


def _response(challenge: Digest, user: str, password: str, method: str, given: dict[str, str]) -> str:
    def hashed(*parts: str) -> str:
        name = _HASHES[challenge.algorithm or "MD5"]
        return hashlib.new(name, ":".join(parts).encode(), usedforsecurity=False).hexdigest()

    secret, asked = hashed(user, REALM, password), hashed(method, given.get("uri", ""))
    counted = (given.get("nc", ""), given.get("cnonce", ""), "auth") if challenge.qop else ()
    return hashed(secret, given.get("nonce", ""), *counted, asked)


def _parameters(text: str) -> dict[str, str]:
    return {match[1]: match[2] or match[3] or "" for match in _PARAMETER.finditer(text)}
