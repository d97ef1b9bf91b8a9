"""How a camera asks who we are: WWW-Authenticate (RFC 7235, section 4.1; RFC 7616, section 3.3).

Several may come in one header or in several. The strongest that we know is met: Digest with SHA-256, Digest
with MD5, Basic.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

_PIECE: Final = re.compile(
    r"""(?P<name>[\w-]+)\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"?|(?P<bare>[^\s,"]*))
      | (?P<scheme>[\w-]+)""",
    re.VERBOSE | re.ASCII,
)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_HASHES: Final = {"": "md5", "md5": "md5", "sha-256": "sha256"}
_STRENGTH: Final = {"sha256": 3, "md5": 2, "basic": 1}
_SHOWN: Final = re.compile(r"[A-Za-z0-9 -]{1,30}")


@dataclass(frozen=True, slots=True)
class Challenge:
    """One of them. `scheme` and the names in `parameters` in lower case."""

    scheme: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def hash_name(self) -> str | None:
        """The hash of a Digest that we can answer, as hashlib calls it."""
        if self.scheme != "digest" or not self.parameters.get("nonce"):
            return None
        if self.qops and "auth" not in self.qops:
            return None
        return _HASHES.get(self.parameters.get("algorithm", "").lower())

    @property
    def qops(self) -> tuple[str, ...]:
        """Kinds of protection that it offers; none is that of RFC 2069."""
        return tuple(filter(None, re.split(r"[,\s]+", self.parameters.get("qop", "").lower())))

    @property
    def stale(self) -> bool:
        """Whether the login was right, and only its nonce too old."""
        return self.parameters.get("stale", "").lower() == "true"

    @property
    def strength(self) -> int:
        """0 for one that we cannot meet."""
        return _STRENGTH.get(self.hash_name or self.scheme, 0)

    @property
    def shown(self) -> str:
        """For a person."""
        name = f"{self.scheme.capitalize()} {self.parameters.get('algorithm', '')}".strip()
        return name if _SHOWN.fullmatch(name) else "something unknown"


def read_challenges(values: Iterable[str]) -> tuple[Challenge, ...]:
    """All challenges of a reply; what cannot be read is passed over."""
    found: list[tuple[str, dict[str, str]]] = []
    for value in values:
        for piece in _PIECE.finditer(value):
            if piece["scheme"]:
                found.append((piece["scheme"].lower(), {}))
            elif piece["name"] and found:
                found[-1][1].setdefault(piece["name"].lower(), _unquoted(piece))
    return tuple(Challenge(scheme, parameters) for scheme, parameters in found)


def read_parameters(value: str) -> Mapping[str, str]:
    """The parameters of a header that has no scheme, as Authentication-Info."""
    return {piece["name"].lower(): _unquoted(piece) for piece in _PIECE.finditer(value) if piece["name"]}


def strongest(challenges: Iterable[Challenge]) -> Challenge | None:
    """The one to meet; None if we can meet none."""
    best = max(challenges, key=lambda challenge: challenge.strength, default=None)
    return best if best is not None and best.strength else None


def _unquoted(piece: re.Match[str]) -> str:
    quoted: str | None = piece["quoted"]
    return _ESCAPED.sub(r"\1", quoted) if quoted is not None else piece["bare"] or ""
