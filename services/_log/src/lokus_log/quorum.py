"""Which logs and witnesses are trusted, and how many witnesses must have seen a checkpoint.

Read from a file that people pass on, in the format of C2SP tlog-policy.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from lokus_log.keys import Kind, VerifierKey, read_verifier_key

_NONE: Final = "none"


class PolicyError(ValueError):
    """A policy file cannot be read; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Group:
    """So many of these must have seen it."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """A key and, if one submits to it, the address to which `/add-checkpoint` is appended."""

    key: VerifierKey
    url: str | None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy file; `quorum` is the name of a witness or a group, or None for no witness."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, Witness]
    groups: Mapping[str, Group]
    quorum: str | None

    def is_met(self, seen: Collection[VerifierKey]) -> bool:
        """Whether these witnesses are enough."""
        return self.quorum is None or self._saw(self.quorum, seen)

    def _saw(self, name: str, seen: Collection[VerifierKey]) -> bool:
        if (witness := self.witnesses.get(name)) is not None:
            return witness.key in seen
        group = self.groups[name]
        return sum(self._saw(member, seen) for member in group.members) >= group.needed


@dataclass(slots=True)
class _Reading:
    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    quorum: list[str | None] = field(default_factory=list)

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", key] | ["log", key, _]:
                self.logs.append(self._key(key, Kind.LOG, self.logs))
            case ["witness", name, key, *url] if len(url) <= 1:
                self._new(name)
                known = [witness.key for witness in self.witnesses.values()]
                self.witnesses[name] = Witness(self._key(key, Kind.WITNESS, known), next(iter(url), None))
            case ["group", name, needed, *members] if members:
                self._group(name, needed, members)
            case ["quorum", name]:
                self._set_quorum(name)
            case _:
                raise ValueError(
                    "write `log KEY [URL]`, `witness NAME KEY [URL]`, `group NAME all|any|NUMBER NAME...` or "
                    "`quorum NAME|none`"
                )

    def _group(self, name: str, needed: str, members: list[str]) -> None:
        self._new(name)
        unknown = [member for member in members if not self._is_name(member) or member in self.members]
        if unknown or len(set(members)) != len(members):
            raise ValueError(f"each member must be named before, and in one group alone: {' '.join(unknown)}")
        counts = {"all": len(members), "any": 1}
        count = counts[needed] if needed in counts else int(needed) if needed.isdecimal() else 0
        if not 1 <= count <= len(members):
            raise ValueError(f"{needed}: write all, any, or a number from 1 to {len(members)}")
        self.members.update(members)
        self.groups[name] = Group(count, tuple(members))

    def _set_quorum(self, name: str) -> None:
        if name != _NONE and not self._is_name(name):
            raise ValueError(f"{name} is no witness and no group that was named before")
        self.quorum.append(None if name == _NONE else name)

    def _is_name(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def _new(self, name: str) -> None:
        if name == _NONE or self._is_name(name):
            raise ValueError(f"the name {name} is taken")

    def _key(self, text: str, kind: Kind, known: Collection[VerifierKey]) -> VerifierKey:
        key = read_verifier_key(text)
        if key.kind is not kind:
            raise ValueError(f"the key of {key.name} is not one of a {kind.name.lower()}")
        if key.public in {each.public for each in known}:
            raise ValueError(f"the key of {key.name} is there twice")
        return key


def read_policy(text: str) -> Policy:
    """The policy of a file; PolicyError names the line."""
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        words = line.split()
        if words and not words[0].startswith("#"):
            try:
                reading.take(words)
            except ValueError as error:
                raise PolicyError(f"line {number}: {error}") from None
    if len(reading.quorum) != 1:
        raise PolicyError(f"a policy has one line `quorum`, this has {len(reading.quorum)}")
    return Policy(tuple(reading.logs), reading.witnesses, reading.groups, reading.quorum[0])
