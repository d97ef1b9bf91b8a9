"""Encoded sound out of RTP payloads: AAC (RFC 3640) access unit by access unit, all else as it stands.

Nothing here may stop the video: what cannot be read is counted and passed over. At most one access unit
under way is kept, and none beyond MAX_SOUND_BYTES.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from lokus_ingest.domain.rtp.media_track import MediaTrack
from lokus_ingest.domain.sound import Sound, SoundFormat

MAX_SOUND_BYTES: Final = 64 * 1024
_CLOCK_90K: Final = 90_000
_LENGTH_BYTES = 2
_BYTE_BITS = 8
_AAC: Final = "mpeg4-generic"
_NOT_READ: Final = (
    *("ctsdeltalength", "dtsdeltalength", "randomaccessindication"),
    *("streamstateindication", "auxiliarydatasizelength"),
)


class SoundPayloads:
    """One audio track's media, timed by its own clock. `malformed`: payloads that could not be read."""

    def __init__(self, track: MediaTrack, sound: SoundFormat, take: Callable[[Sound], None]) -> None:
        self.malformed = 0
        self._format = sound
        self._take_sound = take
        self._units = AacUnits(track.fmtp) if track.codec == _AAC else None
        self._unit_90k = sound.unit_samples * _CLOCK_90K // sound.rate_hz
        self._begun = b""
        self._wanted_bytes = 0
        self._pts_90k = 0

    def take(self, packet: bytes, start: int, stop: int) -> None:
        """Take the next payload."""
        payload = packet[start:stop]
        if self._units is None:
            self._hand_on(payload)
        elif self._begun:
            self._go_on(self._units.content(payload))
        else:
            self._take_units(self._units, payload)

    def marked(self) -> None:
        """A marker ends nothing that its size does not end."""

    def lose(self) -> None:
        """Something is missing: the access unit under way is."""
        self._begun = b""

    def turn(self, packet: bytes, start: int, stop: int, pts_90k: int) -> None:  # noqa: ARG002 (as of all media)
        """The next payload has another time."""
        self._begun = b""
        self._pts_90k = pts_90k

    def _take_units(self, units: "AacUnits", payload: bytes) -> None:
        content, sizes = units.content(payload), units.sizes(payload)
        for size in sizes:
            if not 0 < size <= len(content):
                self._begin(content, size)
                return
            self._hand_on(content[:size])
            content = content[size:]
        if content or not sizes:
            self._bad()

    def _begin(self, content: bytes, size: int) -> None:
        """The first part of an access unit that goes on in the next packets."""
        if content and 0 < size <= MAX_SOUND_BYTES:
            self._begun, self._wanted_bytes = content, size
        else:
            self._bad()

    def _go_on(self, content: bytes) -> None:
        self._begun += content
        if len(self._begun) == self._wanted_bytes:
            unit, self._begun = self._begun, b""
            self._hand_on(unit)
        elif len(self._begun) > self._wanted_bytes or not content:
            self._bad()

    def _hand_on(self, payload: bytes) -> None:
        self._take_sound(Sound(payload, self._pts_90k, self._format))
        self._pts_90k += self._unit_90k

    def _bad(self) -> None:
        self.malformed += 1
        self.lose()


class AacUnits:
    """The headers before access units of AAC (RFC 3640, section 3.2.1); which may be none."""

    def __init__(self, fmtp: Mapping[str, str]) -> None:
        self._size_bits = _number(fmtp, "sizelength")
        self._header_bits = self._size_bits + _number(fmtp, "indexlength")
        self._further_bits = self._size_bits + _number(fmtp, "indexdeltalength")
        self._readable = not any(_number(fmtp, name) for name in _NOT_READ)

    def content(self, payload: bytes) -> bytes:
        """What stands behind the headers."""
        return payload[self._headers_end(payload) :]

    def sizes(self, payload: bytes) -> list[int]:
        """The size of each access unit; empty if the headers cannot be read."""
        if not self._readable:
            return []
        return list(self._sizes(payload)) if self._size_bits else [len(payload)]

    def _headers_end(self, payload: bytes) -> int:
        if not self._size_bits:
            return 0
        bits = int.from_bytes(payload[:_LENGTH_BYTES], "big")
        return _LENGTH_BYTES + -(-bits // _BYTE_BITS)

    def _sizes(self, payload: bytes) -> Iterator[int]:
        headers = payload[_LENGTH_BYTES : self._headers_end(payload)]
        value = int.from_bytes(headers, "big")
        left = len(headers) * _BYTE_BITS
        told = int.from_bytes(payload[:_LENGTH_BYTES], "big")
        unused = left - min(told, left)
        width = self._header_bits
        while left - width >= unused:
            left -= width
            yield value >> left + width - self._size_bits & (1 << self._size_bits) - 1
            width = self._further_bits


def _number(fmtp: Mapping[str, str], name: str) -> int:
    """A parameter that counts bits; 0 if it is not there or is no such number."""
    text = fmtp.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LENGTH_BYTES + 1 else 0
