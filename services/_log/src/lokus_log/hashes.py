"""Hashes of the tree (RFC 6962, section 2.1): a leaf and an inner node can never be taken for one another."""

from hashlib import sha256
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Of an entry of the log; 32 bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Of the node above two hashes; 32 bytes."""
    return sha256(b"\x01" + left + right).digest()
