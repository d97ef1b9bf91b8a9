"""Who may ask: HTTP Basic and Digest as RTSP uses them (RFC 2326 section D, 2617, 7616).

Digest with MD5 is offered without `qop`, as most cameras do; Digest with SHA-256 is offered
with `qop=auth` only. A nonce names its time of issue and is signed, so none is stored; when it
is too old the reader gets a new one with `stale=true` and need not ask its user again.
Nonce counts are not kept and the digest's own `uri` is not compared with the request's (players
differ in what they put there): right for a camera on a test bench, not for a door to guard.
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

REALM = "Lokus virtual camera"
NONCE_LIFETIME_SECONDS = 300
_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


class AuthScheme(StrEnum):
    """How a reader must prove who it is."""

    NONE = "none"
    BASIC = "basic"
    DIGEST = "digest"
    DIGEST_SHA256 = "digest-sha256"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may pass; when not, the `challenge` is its WWW-Authenticate header."""

    allowed: bool
    challenge: str = ""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The one user that a virtual camera knows."""

    user: str
    password: str


NOBODY = Credentials("", "")


class Gatekeeper:
    """Judges the Authorization header of every request by one scheme and one user."""

    def __init__(self, scheme: AuthScheme, credentials: Credentials) -> None:
        self._scheme = scheme
        self._credentials = credentials
        self._secret = secrets.token_bytes(16)

    def judge(self, method: str, authorization: str | None, now_seconds: float) -> Verdict:
        """Judge a request; `now_seconds` is any clock that never goes back."""
        if self._scheme is AuthScheme.NONE:
            return Verdict(True)
        word, _, rest = (authorization or "").partition(" ")
        if self._scheme is AuthScheme.BASIC:
            allowed = word.lower() == "basic" and self._basic_matches(rest.strip())
            return Verdict(allowed, f'Basic realm="{REALM}"')
        if word.lower() != "digest":
            return Verdict(False, self._digest_challenge(now_seconds, stale=False))
        return self._judge_digest(method, _parameters(rest), now_seconds)

    def _basic_matches(self, token: str) -> bool:
        try:
            given = base64.b64decode(token, validate=True)
        except ValueError:  # not base64, or not even ASCII
            return False
        wanted = f"{self._credentials.user}:{self._credentials.password}".encode()
        return hmac.compare_digest(given, wanted)

    def _judge_digest(self, method: str, given: dict[str, str], now_seconds: float) -> Verdict:
        wanted = digest_response(self._scheme, self._credentials, method, given)
        proven = hmac.compare_digest(given.get("response", "").encode(), wanted.encode())
        issued_seconds = self._issued_at(given.get("nonce", ""))
        if not proven or issued_seconds is None:
            return Verdict(False, self._digest_challenge(now_seconds, stale=False))
        if now_seconds - issued_seconds > NONCE_LIFETIME_SECONDS:
            return Verdict(False, self._digest_challenge(now_seconds, stale=True))
        return Verdict(True)

    def _digest_challenge(self, now_seconds: float, *, stale: bool) -> str:
        parts = [f'realm="{REALM}"', f'nonce="{self._nonce(int(now_seconds))}"']
        if self._scheme is AuthScheme.DIGEST_SHA256:
            parts += ["algorithm=SHA-256", 'qop="auth"']
        if stale:
            parts.append("stale=true")
        return "Digest " + ", ".join(parts)

    def _nonce(self, issued_seconds: int) -> str:
        stamp = f"{issued_seconds:x}"
        return f"{stamp}.{hmac.new(self._secret, stamp.encode(), 'sha256').hexdigest()[:32]}"

    def _issued_at(self, nonce: str) -> int | None:
        """Return when we issued `nonce`, in seconds; None when we did not."""
        stamp = nonce.partition(".")[0]
        if not re.fullmatch(r"[0-9a-f]{1,16}", stamp):
            return None
        issued_seconds = int(stamp, 16)
        ours = self._nonce(issued_seconds)
        return issued_seconds if hmac.compare_digest(nonce.encode(), ours.encode()) else None


def digest_response(scheme: AuthScheme, credentials: Credentials, method: str, given: dict[str, str]) -> str:
    """Compute the `response` that the holder of `credentials` would send (RFC 7616 section 3.4.1).

    `given` holds the reader's nonce, uri and, with qop, nc and cnonce. For SHA-256 the answer
    always counts qop=auth in, so a reader that left it out does not match.
    """
    algorithm = "sha256" if scheme is AuthScheme.DIGEST_SHA256 else "md5"

    def hashed(text: str) -> str:
        return hashlib.new(algorithm, text.encode(), usedforsecurity=False).hexdigest()

    secret = hashed(f"{credentials.user}:{REALM}:{credentials.password}")
    asked = hashed(f"{method}:{given.get('uri', '')}")
    nonce = given.get("nonce", "")
    if scheme is AuthScheme.DIGEST_SHA256:
        counted = f"{given.get('nc', '')}:{given.get('cnonce', '')}:auth"
        return hashed(f"{secret}:{nonce}:{counted}:{asked}")
    return hashed(f"{secret}:{nonce}:{asked}")


def _parameters(text: str) -> dict[str, str]:
    """Read `name=value, name="value"` with backslash escapes; names in lower case."""
    return {
        match[1].lower(): match[3] or re.sub(r"\\(.)", r"\1", match[2] or "")
        for match in _PARAMETER.finditer(text)
    }
