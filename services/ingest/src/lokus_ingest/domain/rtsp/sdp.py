"""Session descriptions (RFC 8866, RFC 4566), as far as they are needed and as broken as they come.

Only media, their formats and controls are read. Lines for people and for other networks (o=, s=, c=, t=) are
never looked at, so that nothing in them can be wrong; a line that makes no sense is passed over.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

MOST_MEDIA: Final = 64
_LINE_END: Final = re.compile(r"[\r\n]+")
_NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)
_MOST_TYPE: Final = 127
_PROTOCOL, _FORMATS = 2, 3
_PLAIN_CLOCK_HZ: Final = 8_000
_VIDEO_CLOCK_HZ: Final = 90_000
_STATIC: Final = {
    0: ("pcmu", 8_000),
    8: ("pcma", 8_000),
    14: ("mpa", 90_000),
    26: ("jpeg", 90_000),
    31: ("h261", 90_000),
    32: ("mpv", 90_000),
    33: ("mp2t", 90_000),
    34: ("h263", 90_000),
}
"""Payload types that need no a=rtpmap (RFC 3551, section 6)."""


@dataclass(frozen=True, slots=True)
class Format:
    """One encoding of a medium; `codec` and the names in `fmtp` in lower case, `codec` empty if unknown.

    `channels`: of sound, 1 if the camera does not say.
    """

    payload_type: int
    codec: str
    clock_hz: int
    fmtp: Mapping[str, str] = field(default_factory=dict)
    channels: int = 1


@dataclass(frozen=True, slots=True)
class Medium:
    """One m= line and what belongs to it. `kind` and `protocol` as in it, in lower case."""

    kind: str
    protocol: str
    formats: tuple[Format, ...]
    control: str | None
    sendonly: bool


@dataclass(frozen=True, slots=True)
class Description:
    """What a camera offers; `control` is that of the whole session."""

    control: str | None
    media: tuple[Medium, ...]


def read_description(body: bytes) -> Description:
    """Read whatever can be read; never an error."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    for line in _LINE_END.split(body.decode("utf-8", "surrogateescape")):
        kind, equals, value = line.strip().partition("=")
        if not equals:
            continue
        if kind.strip().lower() == "m":
            sections.append((value, []))
        elif kind.strip().lower() == "a":
            sections[-1][1].append(value.strip())
    (_, of_session), *of_media = sections[: MOST_MEDIA + 1]
    media = tuple(_medium(line, attributes) for line, attributes in of_media)
    return Description(_control(of_session), media)


def _medium(line: str, attributes: list[str]) -> Medium:
    parts = [*line.lower().split(), "", "", ""]
    types = [number for each in parts[_FORMATS:] if (number := _number(each)) is not None]
    named = dict(filter(None, (_numbered(each, "rtpmap") for each in reversed(attributes))))
    tuned = dict(filter(None, (_numbered(each, "fmtp") for each in reversed(attributes))))
    formats = tuple(
        _format(parts[0], number, named.get(number), tuned.get(number, "")) for number in dict.fromkeys(types)
    )
    sendonly = any(each.lower() == "sendonly" for each in attributes)
    return Medium(parts[0], parts[_PROTOCOL], formats, _control(attributes), sendonly)


def _format(kind: str, payload_type: int, named: str | None, tuned: str) -> Format:
    codec, clock_hz = _STATIC.get(payload_type, ("", 0))
    channels = 0
    if named:
        codec, _, rest = (part.strip() for part in named.lower().partition("/"))
        clock_hz = _leading_number(rest)
        channels = _leading_number(rest.partition("/")[2].strip())
    return Format(
        payload_type,
        "h265" if codec == "hevc" else codec,
        clock_hz or (_VIDEO_CLOCK_HZ if kind == "video" else _PLAIN_CLOCK_HZ),
        _parameters(tuned),
        channels or 1,
    )


def _parameters(tuned: str) -> dict[str, str]:
    """The parameters of a=fmtp; of one that comes twice, the first."""
    found: dict[str, str] = {}
    for each in tuned.split(";"):
        name, _, value = each.partition("=")
        if name.strip():
            found.setdefault(name.strip().lower(), value.strip())
    return found


def _control(attributes: list[str]) -> str | None:
    for each in attributes:
        name, colon, value = each.partition(":")
        if colon and name.strip().lower() == "control" and value.strip():
            return value.strip()
    return None


def _numbered(attribute: str, wanted: str) -> tuple[int, str] | None:
    """Payload type and the rest, of an attribute that has them: `rtpmap:96 H264/90000`."""
    name, colon, value = attribute.partition(":")
    if not colon or name.strip().lower() != wanted:
        return None
    number, *rest = value.strip().split(None, 1) or [""]
    payload_type = _number(number)
    return (payload_type, rest[0].strip()) if payload_type is not None and rest else None


def _number(text: str) -> int | None:
    """A payload type."""
    return int(text) if _NUMBER.fullmatch(text) and int(text) <= _MOST_TYPE else None


def _leading_number(text: str) -> int:
    found = _NUMBER.match(text)
    return int(found[0]) if found else 0
