"""What the access log is signed and its hidden fields are sealed with."""

import base64
import binascii
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lokus_log.keys import KEY_BYTES, Kind, SignerKey


class LogKeys:
    """The keys of all tenants' logs; a log is called by its address without the scheme (C2SP tlog-tiles)."""

    def __init__(self, private: str, seals: str, public_url: str) -> None:
        """ValueError for keys that are none; no message holds one."""
        try:
            content = base64.b64decode(private, validate=True)
        except binascii.Error:
            content = b""
        if len(content) != KEY_BYTES:
            raise ValueError(f"the key of the log is {KEY_BYTES} random bytes in base64")
        self._private = Ed25519PrivateKey.from_private_bytes(content)
        try:
            self._seals = MultiFernet([Fernet(key.strip()) for key in seals.split(",")])
        except ValueError:
            raise ValueError(
                "the log's seals are Fernet keys, separated by commas, the newest first"
            ) from None
        parts = urlsplit(public_url)
        self._host = f"{parts.netloc}{parts.path}".rstrip("/")

    def signer(self, tenant: str) -> SignerKey:
        """What a tenant's log is signed with; its name is that of the log."""
        return SignerKey(f"{self._host}/log/{tenant}", Kind.LOG, self._private)

    def seal(self, seed: bytes, hidden: Mapping[str, str]) -> bytes:
        """What opens the hidden fields of a leaf, as it is kept."""
        said = {"seed": base64.b64encode(seed).decode(), "hidden": dict(hidden)}
        return self._seals.encrypt(json.dumps(said).encode())

    def policy(self, tenant: str) -> str:
        """Whom a tenant's log names to trust: itself, and no witness yet."""
        return f"log {self.signer(tenant).verifier}\nquorum none\n"
