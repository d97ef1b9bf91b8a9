"""An SDP fragment (RFC 8840): the ICE candidates that a viewer sends after its offer."""

import re
from dataclasses import dataclass
from typing import Final

from lokus_access_gateway.domain.offer import reachable
from lokus_kit.errors import BadInput

_LINE: Final = re.compile(r"^[a-z]=\S.*$")


@dataclass(frozen=True, slots=True)
class Fragment:
    """The reachable candidates, as attribute values; `username_fragment` says of which ICE session."""

    username_fragment: str | None
    candidates: tuple[str, ...]


def read_fragment(body: bytes) -> Fragment:
    """Read a fragment; BadInput if it is none. What cannot be reached is left out silently."""
    try:
        lines = body.decode("utf-8").replace("\r\n", "\n").strip("\n").split("\n")
    except UnicodeDecodeError as error:
        raise BadInput("the fragment is not UTF-8") from error
    if not all(_LINE.match(line) for line in lines):
        raise BadInput("the body is no SDP fragment: every line is a letter, '=' and a value")
    values = {name: _values(lines, name) for name in ("ice-ufrag", "candidate")}
    if not values["ice-ufrag"] and not values["candidate"]:
        raise BadInput("the fragment has neither a=ice-ufrag nor a=candidate")
    return Fragment(
        username_fragment=next(iter(values["ice-ufrag"]), None),
        candidates=tuple(value for value in values["candidate"] if reachable(value)),
    )


def _values(lines: list[str], name: str) -> list[str]:
    start = f"a={name}:"
    return [line.removeprefix(start).strip() for line in lines if line.startswith(start)]
