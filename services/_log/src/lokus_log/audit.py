"""The check of a whole log, leaf by leaf, by somebody who trusts nobody but the keys in his policy.

`Audit` is handed what a log serves, in order: its checkpoint, then every bundle of entries with the tile
above it. It says what is wrong with them, as many faults as it is let, and what the log says: who watched
for how long. It asks no network; whoever fetches (`lokus verify-log`) hands over what came.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from lokus_log.checkpoint import Checkpoint, read_checkpoint
from lokus_log.hashes import leaf_hash
from lokus_log.keys import Kind, VerifierKey
from lokus_log.leaf import Leaf, LeafError, LeafKind, read_leaf
from lokus_log.note import NoteError, Signed, read_note, signers
from lokus_log.quorum import Policy
from lokus_log.tiles import TILE_WIDTH, split, unbundle
from lokus_log.tree import Frontier

MOST_FAULTS: Final = 100
SENT: Final = "sent"
"""The fact of a leaf of leases: seconds that were sent under them, by agency."""
EGRESS: Final = "egress"
"""The fact of a heartbeat: seconds that the edge has sent since its first leaf, by agency."""


class FaultKind(StrEnum):
    """What is wrong."""

    SIGNATURE = "signature"
    QUORUM = "quorum"
    STALE = "stale"
    ORIGIN = "origin"
    TRUNCATED = "truncated"
    FORKED = "forked"
    ENTRY = "entry"
    TILE = "tile"
    ROOT = "root"
    LEAF = "leaf"
    SEQUENCE = "sequence"
    EGRESS = "egress"


class Fault(NamedTuple):
    """One thing that is wrong; `leaf` is the index of the one that shows it, None if it is the whole log."""

    kind: FaultKind
    detail: str
    leaf: int | None = None


@dataclass(frozen=True, slots=True)
class Signatures:
    """A checkpoint that is signed by its log, and by which witnesses it was seen."""

    checkpoint: Checkpoint
    witnesses: tuple[Signed, ...]


def check_note(
    content: bytes, policy: Policy, now: datetime, oldest: timedelta
) -> tuple[Signatures, list[Fault]]:
    """Who signed a checkpoint; NoteError if it is none, or not of a log that the policy names.

    Faults: too few witnesses, or too few that saw it no longer than `oldest` ago.
    """
    note = read_note(content)
    try:
        checkpoint = read_checkpoint(note.text)
    except ValueError as error:
        raise NoteError(str(error)) from error
    keys = [*policy.logs, *(witness.key for witness in policy.witnesses.values())]
    found = signers(note, keys)
    if not any(each.key.kind is Kind.LOG and each.key.name == checkpoint.origin for each in found):
        raise NoteError(f"no log that the policy names signed the checkpoint of {checkpoint.origin}")
    seen = tuple(each for each in found if each.key.kind is Kind.WITNESS)
    return Signatures(checkpoint, seen), _quorum_faults(policy, seen, now - oldest)


def _quorum_faults(policy: Policy, seen: Sequence[Signed], oldest: datetime) -> list[Fault]:
    if not policy.is_met([each.key for each in seen]):
        names = ", ".join(each.key.name for each in seen) or "none"
        return [Fault(FaultKind.QUORUM, f"too few witnesses saw the checkpoint: {names}")]
    fresh: list[VerifierKey] = [each.key for each in seen if each.at is not None and each.at >= oldest]
    if not policy.is_met(fresh):
        return [
            Fault(FaultKind.STALE, f"too few witnesses saw the checkpoint after {oldest:%Y-%m-%d %H:%M:%S}Z")
        ]
    return []


@dataclass(slots=True)
class _Edge:
    """What is known of an edge: which number comes next, and what its leases say that it sent."""

    following: int = 0
    sent: Counter[str] = field(default_factory=Counter)


class Audit:
    """The leaves of a log up to a checkpoint, one after another."""

    def __init__(self, checkpoint: Checkpoint, saved: Checkpoint | None = None) -> None:
        """`saved`: the newest checkpoint that this verifier saw before."""
        self._checkpoint = checkpoint
        self._saved = saved
        self._tree = Frontier()
        self._edges: dict[str, _Edge] = defaultdict(_Edge)
        self.faults: list[Fault] = []
        self.kinds: Counter[LeafKind] = Counter()
        self.seconds: Counter[tuple[datetime, str]] = Counter()
        """Seconds that were sent, by hour and agency."""
        self._check_saved(0)

    @property
    def size(self) -> int:
        """How many leaves it has seen."""
        return self._tree.size

    def take(self, entries: bytes, tile: bytes) -> bool:
        """The next bundle, and the tile of its hashes; False if nothing can be known of what comes behind."""
        start = self.size
        width = min(TILE_WIDTH, self._checkpoint.size - start)
        try:
            hashes = split(tile, width)
        except ValueError as error:
            self._fault(FaultKind.TILE, str(error), start)
            return False
        try:
            found = unbundle(entries)
        except ValueError as error:
            self._fault(FaultKind.ENTRY, str(error), start)
            found = []
        if len(found) != width:
            self._fault(FaultKind.ENTRY, f"a bundle of {len(found)} entries where there are {width}", start)
            self._append(hashes)
            return True
        for entry, served in zip(found, hashes, strict=True):
            self._entry(entry, served)
        return True

    def end(self) -> None:
        """All was handed over."""
        if self.size != self._checkpoint.size:
            self._fault(FaultKind.TRUNCATED, f"{self.size} of {self._checkpoint.size} leaves are served")
        elif self._tree.root() != self._checkpoint.root:
            self._fault(FaultKind.ROOT, "the leaves are not those of the checkpoint: its root is another")
        if self._saved is not None and self._saved.size > self.size:
            size = self._saved.size
            self._fault(FaultKind.TRUNCATED, f"the log had {size} leaves when it was last checked")

    def _entry(self, entry: bytes, served: bytes) -> None:
        index = self.size
        digest = leaf_hash(entry)
        if digest != served:
            self._fault(FaultKind.TILE, "the tile has another hash than the entry", index)
        self._append([digest])
        try:
            leaf = read_leaf(entry)
        except LeafError as error:
            self._fault(FaultKind.LEAF, str(error), index)
        else:
            self.kinds[leaf.kind] += 1
            self._leaf(leaf, index)

    def _append(self, hashes: Iterable[bytes]) -> None:
        for each in hashes:
            self._tree.append(each)
            self._check_saved(self.size)

    def _leaf(self, leaf: Leaf, index: int) -> None:
        edge = self._edges[leaf.edge]
        if leaf.sequence != edge.following:
            detail = f"edge {leaf.edge}: leaf {leaf.sequence} where {edge.following} is due"
            self._fault(FaultKind.SEQUENCE, detail, index)
        edge.following = leaf.sequence + 1
        sent, egress = leaf.facts.get(SENT), leaf.facts.get(EGRESS)
        if isinstance(sent, dict):
            edge.sent.update(sent)
            for agency, seconds in sent.items():
                self.seconds[leaf.hour, agency] += seconds
        if isinstance(egress, dict) and Counter(egress) != edge.sent:
            detail = f"edge {leaf.edge} says that it sent {egress}, its leases say {dict(edge.sent)}"
            self._fault(FaultKind.EGRESS, detail, index)

    def _check_saved(self, size: int) -> None:
        saved = self._saved
        if saved is not None and saved.size == size and self._tree.root() != saved.root:
            detail = f"the first {size} leaves are not those that were there when it was last checked"
            self._fault(FaultKind.FORKED, detail)

    def _fault(self, kind: FaultKind, detail: str, index: int | None = None) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(kind, detail, index))
