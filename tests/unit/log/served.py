"""A log as it is served, honest or not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lokus_log.audit import EGRESS, SENT, Audit
from lokus_log.checkpoint import Checkpoint
from lokus_log.hashes import leaf_hash
from lokus_log.leaf import Leaf, LeafKind
from lokus_log.tiles import bundle
from lokus_log.tree import Frontier
from unit.log.signing import ORIGIN

START = datetime(2026, 2, 14, 6, tzinfo=UTC)


def story(count: int) -> list[Leaf]:
    """So many leaves of two edges: leases of two agencies, and each tenth leaf a heartbeat."""
    leaves: list[Leaf] = []
    sent: dict[str, dict[str, int]] = {"gateway-0": {}, "gateway-1": {}}
    for number in range(count):
        edge, agency = f"gateway-{number % 2}", ("polda-metro", "bawaslu-dki")[number % 3 % 2]
        hour = START + timedelta(hours=number // 100)
        leaf = Leaf(LeafKind.LEASES, hour, edge, number // 2, facts={"leases": 2, SENT: {agency: 4}})
        if number % 10 >= 8:
            leaf = replace(leaf, kind=LeafKind.HEARTBEAT, facts={EGRESS: dict(sent[edge])})
        else:
            sent[edge][agency] = sent[edge].get(agency, 0) + 4
        leaves.append(leaf)
    return leaves


def entries_of(leaves: list[Leaf]) -> list[bytes]:
    """As they lie in the log."""
    return [leaf.to_bytes() for leaf in leaves]


def checkpoint_of(entries: list[bytes]) -> Checkpoint:
    """What a log of these entries says of itself."""
    tree = Frontier()
    for entry in entries:
        tree.append(leaf_hash(entry))
    return Checkpoint(ORIGIN, tree.size, tree.root())


def audit(
    entries: list[bytes],
    checkpoint: Checkpoint | None = None,
    saved: Checkpoint | None = None,
    *,
    hashes: list[bytes] | None = None,
) -> Audit:
    """The audit of a log that serves these entries, and these hashes if they are not those of the entries."""
    audit = Audit(checkpoint or checkpoint_of(entries), saved)
    hashes = hashes or [leaf_hash(entry) for entry in entries]
    for start in range(0, len(entries), 256):
        audit.take(bundle(entries[start : start + 256]), b"".join(hashes[start : start + 256]))
    audit.end()
    return audit
