"""Keys and notes to test with."""

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lokus_log.checkpoint import Checkpoint
from lokus_log.keys import Kind, SignerKey
from lokus_log.note import Note, sign

NOON = datetime(2026, 2, 14, 12, tzinfo=UTC)
ORIGIN = "log.example/jakarta"


def key(name: str, kind: Kind) -> SignerKey:
    """A key that is always the same for a name."""
    return SignerKey(name, kind, Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b"\0")[:32]))


LOG = key(ORIGIN, Kind.LOG)
BAWASLU = key("bawaslu.example/w", Kind.WITNESS)
CAMPUS = key("campus.example/w", Kind.WITNESS)
NGO = key("ngo.example/w", Kind.WITNESS)
POLICY = (
    f"log {LOG.verifier}\n"
    f"witness a {BAWASLU.verifier}\nwitness b {CAMPUS.verifier}\nwitness c {NGO.verifier}\n"
    "group two 2 a b c\nquorum two\n"
)
"""A policy that trusts the log, and two of the three."""


def noted(checkpoint: Checkpoint, *witnesses: SignerKey, at: datetime = NOON, log: SignerKey = LOG) -> Note:
    """A checkpoint that its log and these witnesses signed."""
    text = checkpoint.text()
    return Note(text, (sign(text, log), *(sign(text, witness, at) for witness in witnesses)))
