"""NAL units out of RTP payloads, and access units out of NAL units: what H.264 and H.265 have alike.

A picture ends with the marker, with the next timestamp, or where another one visibly begins: at its
delimiter, its parameter sets, or its first slice. Whatever misses a part is dropped whole, and the next
picture says so. Bytes are only collected; they are joined once for each picture.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Final

from lokus_ingest.domain.failure import Unreadable
from lokus_ingest.domain.nal import START_CODE, NalKind
from lokus_ingest.domain.picture import Picture

MAX_PICTURE_BYTES: Final = 8 * 1024 * 1024
FIRST_SLICE: Final = 0x80
"""The first bit behind the NAL header: first_mb_in_slice is 0 (H.264), first_slice_segment_in_pic_flag."""

Take = Callable[[Picture], None]

_SIZE_BYTES = 2
_FU_END = 0x40
_DAMAGE = 16
_START_CODES = re.compile(rb"\x00{2,}\x01")


class Depacketizer(ABC):
    """One track's. `malformed`: payloads that could not be read; `dropped`: pictures that miss a part."""

    def __init__(self, kinds: Sequence[NalKind], header_bytes: int, take: Take) -> None:
        self._kinds = kinds
        self._header_bytes = header_bytes
        self._take_picture = take
        self._parts: list[bytes] = []
        self._bytes = 0
        self._pts_90k = 0
        self._has_slice = False
        self._plain = True
        self._broken = False
        self._after_loss = False
        self._fragment_open = False
        self._marker_ends = True
        self.malformed = 0
        self.dropped = 0

    @abstractmethod
    def take(self, packet: bytes, start: int, stop: int) -> None:
        """Take the payload of the next packet; there is at least one byte."""

    @abstractmethod
    def _continues(self, packet: bytes, start: int, stop: int) -> bool:
        """Whether a payload goes on with a NAL unit in fragments."""

    def lose(self) -> None:
        """Something is missing here: the picture under way, or the beginning of the next."""
        if self._parts:
            self._broken = True
        self._after_loss = True
        self._fragment_open = False

    def turn(self, packet: bytes, start: int, stop: int, pts_90k: int) -> None:
        """The next payload has another time; some cameras' clocks go on within a NAL unit: that is no end."""
        if not (self._fragment_open and self._continues(packet, start, stop)):
            self.end()
            self._pts_90k = pts_90k

    def marked(self) -> None:
        """The packet had the marker. Cameras that mark parameter sets too do not end a picture by it."""
        if self._marker_ends and (self._has_slice or self._broken):
            self.end()

    def end(self) -> None:
        """The picture under way is over."""
        parts, broken, after_loss = self._parts, self._broken, self._after_loss
        plain = self._plain and self._has_slice
        if not parts and not broken:
            return
        self._parts, self._bytes = [], 0
        self._broken = self._has_slice = self._fragment_open = False
        self._plain = True
        self._after_loss = broken
        if broken:
            self.dropped += 1
        else:
            self._take_picture(Picture(b"".join(parts), self._pts_90k, after_loss, plain))

    def _begin(self, kind: NalKind, following: int) -> None:
        """The next NAL unit begins; `following`: its first byte behind the header."""
        if kind is NalKind.SLICE or kind is NalKind.KEY_SLICE:
            self._begin_slice(first=following & FIRST_SLICE != 0)
            self._has_slice = True
            self._plain = self._plain and kind is NalKind.SLICE
        elif kind is not NalKind.OTHER:
            if self._has_slice:
                self.end()
            self._plain = self._plain and kind is NalKind.DELIMITER

    def _begin_slice(self, *, first: bool) -> None:
        if first and self._has_slice:
            self.end()
        elif not first and not self._has_slice:
            if self._after_loss:
                self._broken = True
            else:
                self._marker_ends = False  # it came between the slices of one picture

    def _go_on(self, fragment: bytes, header: int) -> None:
        """The next fragment of the NAL unit under way; `header`: its FU header."""
        if not self._fragment_open:
            self._bad()
            return
        self._parts.append(fragment)
        self._bytes += len(fragment)
        if self._bytes > MAX_PICTURE_BYTES:
            self._give_up()
        if header & _FU_END:
            self._fragment_open = False

    def _append(self, part: bytes) -> None:
        self._parts.append(part)
        self._bytes += len(part)
        if self._bytes > MAX_PICTURE_BYTES:
            self._give_up()

    def _give_up(self) -> None:
        """The picture is too large to be one."""
        self._parts.clear()
        self._bytes = 0
        self._broken = True

    def _nal(self, nal: bytes) -> None:
        """A whole NAL unit; not empty."""
        self._fragment_open = False
        following = nal[self._header_bytes] if len(nal) > self._header_bytes else 0
        self._begin(self._kinds[nal[0]], following)
        self._append(START_CODE)
        self._append(nal)

    def _aggregate(self, payload: bytes, between: int = 0) -> None:
        """NAL units, each behind its size in two bytes; `between`: bytes before each size but the first."""
        at = 0
        while at + _SIZE_BYTES < len(payload):
            size = int.from_bytes(payload[at : at + _SIZE_BYTES], "big")
            at += _SIZE_BYTES
            if not 0 < size <= len(payload) - at:
                break
            self._nal(payload[at : at + size])
            at += size + between
        if at - between != len(payload):
            self._bad()

    def _annex_b(self, payload: bytes) -> bool:
        """NAL units with start codes, as a few cameras send them against the RFC; False if it has none."""
        if not _START_CODES.match(payload):
            return False
        for nal in filter(None, _START_CODES.split(payload)):
            self._nal(nal)
        return True

    def _bad(self) -> None:
        """A payload that cannot be read, so the picture misses it."""
        self.malformed += 1
        self._broken = True

    def _unreadable(self, what: str) -> None:
        """A way to packetize that is not read here; once is damage, often is what the camera does."""
        self._bad()
        if self.malformed > _DAMAGE:
            raise Unreadable(f"the camera sends {what}")
