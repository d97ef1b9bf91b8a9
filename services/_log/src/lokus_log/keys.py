"""Keys that sign notes, by name (C2SP signed-note, tlog-cosignature). All are Ed25519.

A *verifier key* is a line that people pass on: `NAME+KEYID+BASE64`; it says what kind of signature it checks.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
_NAME: Final = re.compile(r"[^\s+]+")


class Kind(IntEnum):
    """What a key's signatures are over."""

    LOG = 0x01
    """The text of a note."""
    WITNESS = 0x04
    """The text of a note and the time."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """What signatures of one name are checked with."""

    name: str
    kind: Kind
    public: bytes

    def __post_init__(self) -> None:
        """ValueError for what is no key."""
        if _NAME.fullmatch(self.name) is None or len(self.public) != KEY_BYTES:
            raise ValueError(f"{self.name!r} with {len(self.public)} bytes is no key")

    @property
    def id(self) -> bytes:
        """The four bytes by which a note's signatures name their key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """As people pass it on."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def checks(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature is of that message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A private key with a name; it never shows itself."""

    name: str
    kind: Kind
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """What its signatures are checked with."""
        return VerifierKey(self.name, self.kind, self.private.public_key().public_bytes_raw())


def read_verifier_key(text: str) -> VerifierKey:
    """The key of a line; ValueError says what is wrong with it."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:  # noqa: PLR2004 (its parts)
        raise ValueError("a verifier key is NAME+KEYID+BASE64")
    name, key_id, encoded = parts
    try:
        content = base64.b64decode(encoded, validate=True)
        key = VerifierKey(name, Kind(content[0]), content[1:])
    except (binascii.Error, IndexError, ValueError) as error:
        raise ValueError(f"the verifier key of {name} is not one of Ed25519") from error
    if key.id.hex() != key_id:
        raise ValueError(f"the verifier key of {name} is not that of its id {key_id}")
    return key
