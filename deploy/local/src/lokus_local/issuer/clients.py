"""The machines that ask for tokens in their own name: the client credentials grant.

RFC 6749, section 4.4. A client proves itself by the secret that its home holds, in the
`Authorization` header (`client_secret_basic`) or in the form (`client_secret_post`), section 2.3.1.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from urllib.parse import unquote_plus

from lokus_local.issuer.identities import Identity, find_machine
from lokus_local.issuer.login import LoginRefusedError
from lokus_local.issuer.tokens import CLIENT_ID

GRANT = "client_credentials"
AUTHENTICATION_METHODS = ("client_secret_basic", "client_secret_post")


def secret_name(client_id: str) -> str:
    """Return the name of a client's secret in the home."""
    return f"client-{client_id}"


class Clients:
    """The machines that have a secret here, by client id; nobody else gets in."""

    def __init__(self, secrets_by_client: Mapping[str, str]) -> None:
        self._secrets = dict(secrets_by_client)
        self._nobody = secrets.token_hex(32)

    def admit(self, parameters: Mapping[str, str], authorization: str | None) -> Identity:
        """Return the machine that asks; LoginRefusedError says what is wrong (section 5.2)."""
        client_id, secret = _credentials(parameters, authorization)
        if client_id == CLIENT_ID:
            raise LoginRefusedError("unauthorized_client", f"{CLIENT_ID} logs people in, by a code")
        # An unknown client is compared too, so that the time to the answer does not tell who is known.
        expected = self._secrets.get(client_id, self._nobody)
        right = secrets.compare_digest(secret.encode("utf-8"), expected.encode("utf-8"))
        machine = find_machine(client_id)
        if machine is None or not right:
            raise LoginRefusedError("invalid_client", "the client is unknown or its secret is wrong")
        if parameters.get("scope"):
            raise LoginRefusedError("invalid_scope", "a machine's rights are fixed: leave scope out")
        return machine


def _credentials(parameters: Mapping[str, str], authorization: str | None) -> tuple[str, str]:
    if authorization is None:
        return parameters.get("client_id", ""), parameters.get("client_secret", "")
    if "client_secret" in parameters:
        raise LoginRefusedError("invalid_request", "send the secret in the header or in the form, not both")
    client_id, secret = _basic(authorization)
    if parameters.get("client_id", client_id) != client_id:
        raise LoginRefusedError("invalid_request", "client_id is not the one of the Authorization header")
    return client_id, secret


def _basic(authorization: str) -> tuple[str, str]:
    """Read a Basic header, whose two halves are form-encoded first (section 2.3.1)."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        decoded = ""
    client_id, colon, secret = decoded.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise LoginRefusedError("invalid_client", "the Authorization header must be Basic, with id:secret")
    return unquote_plus(client_id), unquote_plus(secret)
