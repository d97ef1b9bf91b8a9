"""Who asks: OIDC bearer tokens, from any issuer that publishes discovery and JWKS.

The caller's rights come from claims: `tenant`, `org` (organisation) and `roles`. Only asymmetric
algorithms are accepted, so that no key of an issuer can be used as a shared secret. Keys are
fetched when a token needs them and kept; an unknown key id asks again, at most once in
`REFETCH_SECONDS`, or in `ASK_AGAIN_SECONDS` while the issuer is away. RFC 6750, RFC 7519, RFC 8725;
OpenID Connect Discovery 1.0.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import httpx
import jwt

from lokus_identity.bearer import refused
from lokus_identity.caller import LEEWAY_SECONDS, Caller, Role
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable

ALGORITHMS: Final = ("ES256", "ES384", "RS256", "PS256", "EdDSA")
AUDIENCE: Final = "lokus"
REFETCH_SECONDS: Final = 10.0
ASK_AGAIN_SECONDS: Final = 1.0


@dataclass(slots=True)
class _Issuer:
    keys: dict[str, jwt.PyJWK] = field(default_factory=dict)
    asked_at: float = -REFETCH_SECONDS
    away: str | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class TokenVerifier:
    """Checks tokens of the issuers that the settings name."""

    def __init__(self, issuers: tuple[str, ...], http: httpx.AsyncClient, clock: Clock) -> None:
        self._issuers = {url.rstrip("/"): _Issuer() for url in issuers}
        self._http = http
        self._clock = clock

    async def verify(self, token: str) -> Caller:
        """Return the caller; Unauthenticated says what is wrong, Unavailable that an issuer is away."""
        try:
            header = jwt.get_unverified_header(token)
            claimed = jwt.decode(token, options={"verify_signature": False})
        except jwt.PyJWTError as error:
            raise refused("the token is no JWT") from error
        issuer_url = str(claimed.get("iss", "")).rstrip("/")
        issuer = self._issuers.get(issuer_url)
        if issuer is None:
            raise refused("the token comes from an issuer that is not trusted here")
        if header.get("alg") not in ALGORITHMS:
            raise refused(f"the token's algorithm is not one of {', '.join(ALGORITHMS)}")
        key = await self._key(issuer_url, issuer, str(header.get("kid", "")))
        return _caller(self._decode(token, key, str(claimed["iss"])))

    def _decode(self, token: str, key: jwt.PyJWK, issuer: str) -> Mapping[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                audience=AUDIENCE,
                issuer=issuer,
                options={
                    "require": ["exp", "iat", "sub", "aud"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except jwt.PyJWTError as error:
            raise refused(f"the token is refused: {error}") from error
        now = self._clock.now().timestamp()
        try:
            if float(claims["exp"]) + LEEWAY_SECONDS <= now:
                raise refused("the token has expired: log in again")
            if max(float(claims.get("nbf", 0)), float(claims["iat"])) - LEEWAY_SECONDS > now:
                raise refused("the token is not valid yet: check the clocks")
        except (TypeError, ValueError) as error:
            raise refused("the token's times are no numbers") from error
        return claims

    async def _key(self, url: str, issuer: _Issuer, key_id: str) -> jwt.PyJWK:
        if key_id not in issuer.keys:  # a known key never waits for those who ask for an unknown one
            async with issuer.lock:
                if key_id not in issuer.keys:
                    await self._refresh(url, issuer)
        try:
            return issuer.keys[key_id]
        except KeyError:
            raise refused("the token is signed with a key that its issuer does not publish") from None

    async def _refresh(self, url: str, issuer: _Issuer) -> None:
        wait_seconds = REFETCH_SECONDS if issuer.away is None else ASK_AGAIN_SECONDS
        if self._clock.monotonic_seconds() - issuer.asked_at >= wait_seconds:
            try:
                issuer.keys, issuer.away = await self._fetch(url), None
            except Unavailable as away:
                issuer.away = away.detail
            finally:
                issuer.asked_at = self._clock.monotonic_seconds()
        if issuer.away is not None:
            raise Unavailable(issuer.away)

    async def _fetch(self, url: str) -> dict[str, jwt.PyJWK]:
        try:
            found = await self._get(f"{url}/.well-known/openid-configuration")
            if str(found["issuer"]).rstrip("/") != url:
                raise Unavailable(f"the identity provider at {url} calls itself {found['issuer']}")
            published = await self._get(str(found["jwks_uri"]))
            return {
                key.key_id: key
                for key in jwt.PyJWKSet.from_dict(published).keys
                if key.key_id and key.public_key_use in (None, "sig")
            }
        except (httpx.HTTPError, KeyError, ValueError, jwt.PyJWTError) as error:
            raise Unavailable(f"the identity provider at {url} cannot be asked for its keys") from error

    async def _get(self, url: str) -> dict[str, Any]:
        response = await self._http.get(url, timeout=3.0)
        response.raise_for_status()
        found: dict[str, Any] = response.json()
        return found


def _caller(claims: Mapping[str, Any]) -> Caller:
    roles = claims.get("roles", [])
    known = set(Role)
    tenant, organisation = claims.get("tenant"), claims.get("org")
    if not isinstance(tenant, str) or not isinstance(organisation, str) or not isinstance(roles, list):
        raise refused("the token lacks the claims tenant, org and roles")
    return Caller(
        subject=str(claims["sub"]),
        name=str(claims.get("name", claims["sub"])),
        tenant=tenant,
        organisation=organisation,
        roles=frozenset(Role(role) for role in roles if role in known),
        expires_at=datetime.fromtimestamp(float(claims["exp"]), UTC),
    )
