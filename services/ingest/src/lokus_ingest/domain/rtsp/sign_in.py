"""Shows a camera who we are, as it asks for it: Digest (RFC 7616, RFC 2069) or Basic (RFC 7617).

One for each session. It never decides to try again: who asks does, once for each request.
"""

import base64
import hashlib
import secrets
from typing import Final

from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.rtsp.challenge import Challenge, read_challenges, read_parameters, strongest
from lokus_ingest.domain.rtsp.message import Reply
from lokus_proto.v1.stream_state import ReasonKind

_CODEC: Final = ("utf-8", "surrogateescape")


class SignIn:
    """`credentials`: None if nobody gave any."""

    def __init__(self, credentials: Credentials | None) -> None:
        self._credentials = credentials and _encodable(credentials)
        self._challenge: Challenge | None = None
        self._nonce = ""
        self._uses = 0

    def met(self, reply: Reply) -> Challenge:
        """Take what a 401 asks for, and return it; SourceFailure if we cannot give that."""
        challenges = read_challenges(reply.headers.all("www-authenticate"))
        challenge = strongest(challenges)
        if self._credentials is None:
            raise SourceFailure(
                ReasonKind.AUTHENTICATION, "the camera wants a user and a password (401): give them"
            )
        if challenge is None:
            wanted = ", ".join(dict.fromkeys(each.shown for each in challenges)) or "something unsaid"
            raise SourceFailure(
                ReasonKind.AUTHENTICATION,
                f"the camera wants only {wanted} for a login (401): allow Digest with SHA-256 or MD5 on it",
            )
        self._challenge = challenge
        self._renew(challenge.parameters.get("nonce", ""))
        return challenge

    def learn(self, reply: Reply) -> None:
        """Take the nonce for the next request, if a reply names one (RFC 7616, section 3.5)."""
        told = reply.headers.first("authentication-info")
        if told and (nonce := read_parameters(told).get("nextnonce")):
            self._renew(nonce)

    def authorization(self, method: str, url: str) -> str | None:
        """The header for a request; None as long as the camera asked for none."""
        if self._challenge is None or self._credentials is None:
            return None
        name = self._challenge.hash_name
        return self._basic() if name is None else self._digest(self._challenge, name, method, url)

    def _renew(self, nonce: str) -> None:
        self._nonce, self._uses = nonce, 0

    def _basic(self) -> str:
        assert self._credentials is not None  # noqa: S101 (looked at before)
        plain = f"{self._credentials.username}:{self._credentials.password}"
        return f"Basic {base64.b64encode(plain.encode(*_CODEC)).decode()}"

    def _digest(self, challenge: Challenge, hash_name: str, method: str, url: str) -> str:
        """Section 3.4.1; without qop as in RFC 2069."""
        assert self._credentials is not None  # noqa: S101 (looked at before)

        def hashed(*parts: str) -> str:
            text = ":".join(parts).encode(*_CODEC)
            return hashlib.new(hash_name, text, usedforsecurity=False).hexdigest()

        user, realm = self._credentials.username, challenge.parameters.get("realm", "")
        secret, asked = hashed(user, realm, self._credentials.password), hashed(method, url)
        self._uses += 1
        count, own_nonce = f"{self._uses:08x}", secrets.token_hex(8)
        counted = (count, own_nonce, "auth") if challenge.qops else ()
        shown = {"username": user, "realm": realm, "nonce": self._nonce, "uri": url}
        fields = [f"{name}={_quoted(value)}" for name, value in shown.items()]
        fields.append(f'response="{hashed(secret, self._nonce, *counted, asked)}"')
        if algorithm := challenge.parameters.get("algorithm"):
            fields.append(f"algorithm={algorithm}")
        if "opaque" in challenge.parameters:
            fields.append(f"opaque={_quoted(challenge.parameters['opaque'])}")
        if counted:
            fields.append(f'qop=auth, nc={count}, cnonce="{own_nonce}"')
        return f"Digest {', '.join(fields)}"


def _encodable(credentials: Credentials) -> Credentials:
    """Without halves of signs, which no camera can have been given."""
    parts = (credentials.username, credentials.password)
    return Credentials(*(part.encode("utf-8", "replace").decode() for part in parts))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
