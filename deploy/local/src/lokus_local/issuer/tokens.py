"""The tokens that the issuer gives: an access token for the services, an identity token for the page."""

from datetime import timedelta
from typing import Any

from lokus_identity.verifier import AUDIENCE
from lokus_kit.clock import Clock
from lokus_local.issuer.identities import TENANT, Identity
from lokus_local.issuer.signing import SigningKey

CLIENT_ID = "lokus-console"
LIFETIME = timedelta(hours=1)


class TokenMint:
    """Makes tokens in the name of one issuer URL."""

    def __init__(self, issuer_url: str, key: SigningKey, clock: Clock) -> None:
        self.issuer_url = issuer_url
        self._key = key
        self._clock = clock

    def access_token(self, identity: Identity) -> str:
        """Return what the services accept: audience, tenant, organisation, roles."""
        rights = {"tenant": TENANT, "org": identity.organisation, "roles": list(identity.roles)}
        return self._key.sign(self._claims(identity, AUDIENCE) | rights)

    def identity_token(self, identity: Identity, nonce: str | None) -> str:
        """Return what tells the page who logged in (OpenID Connect Core, section 2)."""
        bound = {} if nonce is None else {"nonce": nonce}
        return self._key.sign(self._claims(identity, CLIENT_ID) | bound)

    def _claims(self, identity: Identity, audience: str) -> dict[str, Any]:
        now = self._clock.now()
        return {
            "iss": self.issuer_url,
            "sub": identity.subject,
            "aud": audience,
            "iat": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
            "name": identity.name,
            "preferred_username": identity.subject,
        }
