"""One login, from the page's request to the code that it trades for tokens.

A code is a promise to one request: it works once, within a minute, for the same redirect address,
and only for who holds the verifier whose SHA-256 came with the request (PKCE, RFC 7636).
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lokus_kit.clock import Clock
from lokus_local.issuer.identities import Identity
from lokus_local.issuer.tokens import CLIENT_ID

CODE_SECONDS = 60.0
_LONGEST_VALUE = 2048
_CHALLENGE_CHARACTERS = 43  # base64url of 32 bytes, without padding


class LoginRefusedError(Exception):
    """The request is not one we serve; `code` is of RFC 6749 (sections 4.1.2.1 and 5.2)."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """What the page asks for at `/authorize`."""

    redirect_uri: str
    state: str | None
    nonce: str | None
    challenge: str
    scope: str


@dataclass(frozen=True, slots=True)
class _Promise:
    request: LoginRequest
    identity: Identity
    ends_at_seconds: float


def check_client(parameters: Mapping[str, str], origins: frozenset[str]) -> str:
    """Return the redirect address; LoginRefusedError when no answer may be sent there."""
    if parameters.get("client_id") != CLIENT_ID:
        raise LoginRefusedError("invalid_client", f"client_id must be {CLIENT_ID}")
    redirect_uri = parameters.get("redirect_uri", "")
    parts = urlsplit(redirect_uri)
    if f"{parts.scheme}://{parts.netloc}" not in origins or parts.fragment:
        raise LoginRefusedError("invalid_request", "redirect_uri must be an address of the gateway")
    return redirect_uri


def read_request(parameters: Mapping[str, str], redirect_uri: str) -> LoginRequest:
    """Return the request; LoginRefusedError goes to the redirect address."""
    if any(len(value) > _LONGEST_VALUE for value in parameters.values()):
        raise LoginRefusedError("invalid_request", "a parameter is too long")
    if parameters.get("response_type") != "code":
        raise LoginRefusedError("unsupported_response_type", "response_type must be code")
    if "openid" not in parameters.get("scope", "").split():
        raise LoginRefusedError("invalid_scope", "scope must hold openid")
    challenge = parameters.get("code_challenge", "")
    if parameters.get("code_challenge_method") != "S256" or len(challenge) != _CHALLENGE_CHARACTERS:
        raise LoginRefusedError("invalid_request", "PKCE with code_challenge_method=S256 is needed")
    return LoginRequest(
        redirect_uri=redirect_uri,
        state=parameters.get("state"),
        nonce=parameters.get("nonce"),
        challenge=challenge,
        scope=parameters["scope"],
    )


class Codes:
    """The codes that are out; kept in memory, for they live a minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._promises: dict[str, _Promise] = {}

    def issue(self, request: LoginRequest, identity: Identity) -> str:
        """Return a new code for this person and request."""
        now = self._clock.monotonic_seconds()
        self._promises = {
            code: promise for code, promise in self._promises.items() if promise.ends_at_seconds > now
        }
        code = secrets.token_urlsafe(32)
        self._promises[code] = _Promise(request, identity, now + CODE_SECONDS)
        return code

    def redeem(self, parameters: Mapping[str, str]) -> tuple[LoginRequest, Identity]:
        """Take the code of a token request; LoginRefusedError when it is used, late, or another's."""
        if parameters.get("grant_type") != "authorization_code":
            raise LoginRefusedError(
                "unsupported_grant_type", "grant_type must be authorization_code or client_credentials"
            )
        if parameters.get("client_id") != CLIENT_ID:
            raise LoginRefusedError("invalid_client", f"client_id must be {CLIENT_ID}")
        promise = self._promises.pop(parameters.get("code", ""), None)
        if promise is None or promise.ends_at_seconds <= self._clock.monotonic_seconds():
            raise LoginRefusedError("invalid_grant", "the code is unknown, used or too old")
        if parameters.get("redirect_uri") != promise.request.redirect_uri:
            raise LoginRefusedError("invalid_grant", "redirect_uri is not the one of the login")
        if not secrets.compare_digest(
            _challenge(parameters.get("code_verifier", "")), promise.request.challenge
        ):
            raise LoginRefusedError("invalid_grant", "code_verifier does not match the challenge")
        return promise.request, promise.identity


def _challenge(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode("utf-8")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
