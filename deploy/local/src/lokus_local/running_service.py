"""The services of a platform that runs on a home, and tokens for them."""

from collections.abc import Callable
from typing import Literal

from lokus_kit.clock import SystemClock
from lokus_local.home import Home
from lokus_local.issuer.identities import find_identity
from lokus_local.issuer.signing import SigningKey, new_key_pem
from lokus_local.issuer.tokens import TokenMint
from lokus_local.status.state_file import load

Service = Literal["registry", "access-gateway"]


class NotRunningError(Exception):
    """Lokus does not run on the home; the text says how to mend that."""


def running_service(service: Service, home: Home) -> tuple[str, Callable[[str], str]]:
    """Where a service is, and what makes a token for a demo identity."""
    state = load(home)
    urls = {child.name: child.url for child in state.children} if state else {}
    url, issuer = urls.get(service), urls.get("issuer")
    if url is None or issuer is None:
        raise NotRunningError(f"lokus does not run on the home {home.folder}; start it with: lokus up")
    key = SigningKey(home.secret_text("issuer-signing-key", new_key_pem))
    mint = TokenMint(issuer, key, SystemClock())

    def token_of(person: str) -> str:
        identity = find_identity(person)
        if identity is None:
            raise NotRunningError(f"there is no identity {person}; see: lokus identities")
        return mint.access_token(identity)

    return url, token_of
