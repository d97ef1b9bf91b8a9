"""Playlists of HTTP Live Streaming (RFC 8216), as far as a live camera needs them.

A playlist names what is to be fetched next, so it could lead anywhere: whatever it names must lie where the
playlist lies, by scheme, host and port. Nothing here fetches.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.redirect import named_host, same_place
from lokus_proto.v1.stream_state import ReasonKind

_ATTRIBUTE: Final = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^",]*)', re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,18}", re.ASCII)
_SECONDS: Final = re.compile(r"\d{1,6}(\.\d{1,9})?", re.ASCII)
_VIDEO: Final = ("avc1", "avc3", "hvc1", "hev1")
_DEFAULT_TARGET_SECONDS: Final = 6.0
_LONGEST_TARGET_SECONDS: Final = 15.0
MOST_SEGMENTS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of a stream, with a playlist of its own."""

    url: str
    bandwidth_bps: int
    codecs: str

    @property
    def readable(self) -> bool:
        """Whether it has video that can be carried, as far as it says."""
        return not self.codecs or any(codec in self.codecs for codec in _VIDEO)


@dataclass(frozen=True, slots=True)
class Segment:
    """Some seconds of a stream; `map_url`: what has to be read before it."""

    number: int
    url: str
    map_url: str | None


@dataclass(frozen=True, slots=True)
class Playlist:
    """Variants, or segments. `ended`: no more will be named."""

    variants: tuple[Variant, ...]
    segments: tuple[Segment, ...]
    target_seconds: float
    ended: bool

    def best(self) -> Variant:
        """The variant to read; SourceFailure if none can be."""
        readable = [variant for variant in self.variants if variant.readable]
        if not readable:
            raise SourceFailure(
                ReasonKind.CODEC,
                "the playlist offers no H.264 or H.265: set the camera's encoding to one of them",
            )
        return max(readable, key=lambda variant: variant.bandwidth_bps)


def read_playlist(text: str, url: str) -> Playlist:
    """Read what was found at `url`; SourceFailure if it leads elsewhere, or cannot be read without more."""
    reading = _Reading(url)
    for name, value in _lines(text):
        reading.take(name, value)
    return Playlist(
        tuple(reading.variants), tuple(reading.segments), reading.target_seconds, ended=reading.ended
    )


class _Reading:
    """What was read so far, and what holds for the next URL."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._first = 0
        self._map_url: str | None = None
        self._variant: dict[str, str] | None = None
        self.variants: list[Variant] = []
        self.segments: list[Segment] = []
        self.target_seconds = _DEFAULT_TARGET_SECONDS
        self.ended = False

    def take(self, name: str, value: str) -> None:
        """Take a tag, or a URL, which has no name."""
        match name:
            case "":
                self._take_url(_beside(self._url, value))
            case "#EXT-X-MEDIA-SEQUENCE":
                self._first = _whole(value)
            case "#EXT-X-TARGETDURATION":
                self.target_seconds = _target(value)
            case "#EXT-X-ENDLIST":
                self.ended = True
            case "#EXT-X-STREAM-INF":
                self._variant = _attributes(value)
            case "#EXT-X-MAP":
                self._map_url = _beside(self._url, _whole_file(_attributes(value)).get("URI", ""))
            case _:
                _refuse(name, value)

    def _take_url(self, url: str) -> None:
        if self._variant is not None:
            codecs, bandwidth_bps = (
                self._variant.get("CODECS", ""),
                _whole(self._variant.get("BANDWIDTH", "")),
            )
            self.variants.append(Variant(url, bandwidth_bps, codecs))
            self._variant = None
        elif len(self.segments) < MOST_SEGMENTS:
            self.segments.append(Segment(self._first + len(self.segments), url, self._map_url))


def _refuse(name: str, value: str) -> None:
    if name == "#EXT-X-KEY" and _attributes(value).get("METHOD") != "NONE":
        raise SourceFailure(ReasonKind.CODEC, "the playlist's segments are encrypted: switch that off")
    if name == "#EXT-X-BYTERANGE":
        raise _in_parts()


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Tags with what follows the colon, and URLs with an empty name."""
    for line in map(str.strip, text.split("\n")):
        if line.startswith("#EXT"):
            name, _, value = line.partition(":")
            yield name, value
        elif line and not line.startswith("#"):
            yield "", line


def _attributes(value: str) -> dict[str, str]:
    return {name: text.strip('"') for name, text in _ATTRIBUTE.findall(value)}


def _whole(value: str) -> int:
    found = _NUMBER.match(value)
    return int(found[0]) if found else 0


def _target(value: str) -> float:
    found = _SECONDS.match(value)
    seconds = float(found[0]) if found else _DEFAULT_TARGET_SECONDS
    return min(max(seconds, 1.0), _LONGEST_TARGET_SECONDS)


def _whole_file(attributes: dict[str, str]) -> dict[str, str]:
    if "BYTERANGE" in attributes:
        raise _in_parts()
    return attributes


def _in_parts() -> SourceFailure:
    return SourceFailure(
        ReasonKind.CODEC, "the playlist names parts of files: have the server write a file for each segment"
    )


def _beside(url: str, named: str) -> str:
    """The whole URL of what a playlist names; SourceFailure if that is elsewhere."""
    try:
        whole = urljoin(url, named)
    except ValueError:
        whole = ""
    if not same_place(url, whole):
        raise SourceFailure(
            ReasonKind.ADDRESS,
            f"the playlist leads to {named_host(whole)}, which is not followed: "
            "have its server name what lies on its own host and port",
            may_pass=True,
        )
    return whole
