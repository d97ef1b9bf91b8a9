"""Commitments to what a leaf does not show.

Each leaf has a random seed; a field's salt comes from it, so that showing the salt of one field opens that
field and no other, and that once the seed is destroyed, none can be opened any more and every proof still
holds. A value is never hashed without a salt: whoever can guess it could check the guess.
"""

import hmac
import secrets
from hashlib import sha256
from typing import Final, NamedTuple

SEED_BYTES: Final = 32
_LABEL: Final = b"lokus-commitment-v1\x00"


class Opening(NamedTuple):
    """What one needs to check one field of one leaf."""

    field: str
    value: str
    salt: bytes


def new_seed() -> bytes:
    """The seed of a new leaf."""
    return secrets.token_bytes(SEED_BYTES)


def commit(seed: bytes, field: str, value: str) -> bytes:
    """The commitment to a field; 32 bytes."""
    return commitment_of(opening(seed, field, value))


def opening(seed: bytes, field: str, value: str) -> Opening:
    """What opens the field."""
    return Opening(field, value, hmac.digest(seed, field.encode(), "sha256"))


def commitment_of(shown: Opening) -> bytes:
    """What the leaf must say if this is true; 32 bytes."""
    return sha256(_LABEL + shown.field.encode() + b"\x00" + shown.salt + shown.value.encode()).digest()
