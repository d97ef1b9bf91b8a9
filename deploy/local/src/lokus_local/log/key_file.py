"""A signing key in a file that its owner alone can read."""

import base64
import binascii
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lokus_log.keys import KEY_BYTES, Kind, SignerKey


def new_log_key() -> str:
    """A key that access logs are signed with, as the gateway's settings have it."""
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def new_key(file: Path, name: str, kind: Kind) -> SignerKey:
    """Draw a key and write it; FileExistsError rather than write over one, ValueError for what is no name."""
    private = Ed25519PrivateKey.generate()
    key = SignerKey(name, kind, private)
    content = f"{key.verifier.name} {base64.b64encode(private.private_bytes_raw()).decode()}\n"
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return key


def read_key(file: Path, kind: Kind) -> SignerKey:
    """The key of a file; ValueError if it is none, and its content is in no message."""
    try:
        name, encoded = file.read_text().split()
        content = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise ValueError(f"{file} is no key file: NAME and the key in base64") from None
    if len(content) != KEY_BYTES:
        raise ValueError(f"{file} is no key file: a key has {KEY_BYTES} bytes")
    return SignerKey(name, kind, Ed25519PrivateKey.from_private_bytes(content))
