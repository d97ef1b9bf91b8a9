"""What one leaf of the access log says: a part that all may read, and commitments to the rest.

A leaf is JSON as RFC 8785 writes it (sorted keys, no blanks), so that the same leaf has the same bytes
everywhere. Nothing in it names a person, a camera or a grant: of such a field there is only a commitment,
which whoever is shown the value and its salt can check (`commitment.py`).

Every leaf has the name of the edge that wrote it, a replica of the gateway, and its number there, from 0 on
without a gap: a leaf that is missing is seen to be.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

VERSION: Final = 1
COMMITMENT_BYTES: Final = 32
MOST_NUMBER: Final = 2**53 - 1
"""What JSON's readers agree on (RFC 8785, section 3.2.2.3)."""

_HOUR: Final = "%Y-%m-%dT%HZ"
_TOKEN: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")

Fact = int | str | Mapping[str, int]


class LeafKind(StrEnum):
    """What happened."""

    REQUEST = "request"
    APPROVAL = "approval"
    DENIAL = "denial"
    GRANT = "grant"
    LOCK = "lock"
    LEASES = "leases"
    SESSION = "session"
    EXPORT = "export"
    BREAK_GLASS = "break_glass"
    POLICY = "policy"
    RULE = "rule"
    PRIVACY = "privacy"
    ERASURE = "erasure"
    HEARTBEAT = "heartbeat"


class LeafError(ValueError):
    """An entry is no leaf of this log; the text says why."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf. `facts` are public and of its kind; `commitments` are 32 bytes for each hidden field."""

    kind: LeafKind
    hour: datetime
    edge: str
    sequence: int
    agency: str | None = None
    seconds: int | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    commitments: Mapping[str, bytes] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The entry of the log."""
        said: dict[str, Any] = {
            "v": VERSION,
            "kind": self.kind,
            "hour": self.hour.astimezone(UTC).strftime(_HOUR),
            "edge": self.edge,
            "seq": self.sequence,
        }
        optional = {"agency": self.agency, "seconds": self.seconds}
        said |= {name: value for name, value in optional.items() if value is not None}
        if self.facts:
            said["facts"] = dict(self.facts)
        if self.commitments:
            said["commitments"] = {
                name: base64.b64encode(value).decode() for name, value in self.commitments.items()
            }
        return canonical(said)


def canonical(said: Any) -> bytes:
    """JSON as RFC 8785 has it, of strings, whole numbers, lists and objects with ASCII names."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def read_leaf(entry: bytes) -> Leaf:
    """The leaf of an entry; LeafError if it is none, or not written as it must be."""
    try:
        leaf = _leaf(json.loads(entry))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise LeafError(f"an entry that is no leaf: {type(error).__name__}: {error}") from None
    if leaf.to_bytes() != entry:
        raise LeafError("a leaf that is not in canonical form")
    return leaf


def _leaf(said: Mapping[str, Any]) -> Leaf:
    if type(said["v"]) is not int or said["v"] != VERSION:
        raise ValueError(f"version {said['v']}")
    return Leaf(
        kind=LeafKind(said["kind"]),
        hour=datetime.strptime(said["hour"], _HOUR).replace(tzinfo=UTC),
        edge=_token(said["edge"]),
        sequence=_count(said["seq"]),
        agency=None if said.get("agency") is None else _token(said["agency"]),
        seconds=None if said.get("seconds") is None else _count(said["seconds"]),
        facts={_token(name): _fact(value) for name, value in said.get("facts", {}).items()},
        commitments={_token(name): _commitment(value) for name, value in said.get("commitments", {}).items()},
    )


def _token(text: str) -> str:
    if _TOKEN.fullmatch(text) is None:
        raise ValueError(f"{text!r} is no name")
    return text


def _count(number: int) -> int:
    if type(number) is not int or not 0 <= number <= MOST_NUMBER:
        raise ValueError(f"{number!r} is no count")
    return number


def _fact(value: Any) -> Fact:
    if isinstance(value, dict):
        return {_token(name): _count(number) for name, number in value.items()}
    return value if isinstance(value, str) else _count(value)


def _commitment(text: str) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError(f"{text!r} is not base64") from None
    if len(content) != COMMITMENT_BYTES:
        raise ValueError(f"a commitment has {COMMITMENT_BYTES} bytes")
    return content
