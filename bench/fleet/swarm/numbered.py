"""The pictures of the clip with their RTP numbers, played round and round.

Sequence numbers and times depend on a picture's number alone, so that a picture is numbered once, however
many cameras send it and whenever (RFC 3550 section 5.1; interleaved as RFC 2326 section 10.12 wants it).
"""

import struct
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from bench.fleet.swarm.clip import FRAMES_PER_SECOND, GOP_PICTURES
from lokus_local.virtual_camera.bitstream import TICKS_PER_SECOND
from lokus_local.virtual_camera.rtp import PAYLOAD_TYPE

PICTURE_TICKS: Final = TICKS_PER_SECOND // FRAMES_PER_SECOND
_SSRC: Final = 0x10C0_5000
_FRAME: Final = struct.Struct("!BBHBBHII")
_NUMBERS: Final = struct.Struct("!HI")
_NUMBERS_OFFSET: Final = 6
_DOLLAR, _CHANNEL, _VERSION, _MARKER = 0x24, 0, 0x80, 0x80
_RTP_HEADER_BYTES: Final = 12
_KEPT_PICTURES: Final = 2 * GOP_PICTURES


class NumberedPictures:
    """`at` gives what a camera writes to its socket for one picture; they are so many ticks apart."""

    def __init__(self, pictures: Sequence[Sequence[bytes]], picture_ticks: int = PICTURE_TICKS) -> None:
        self._picture_ticks = picture_ticks
        self._packets = [len(payloads) for payloads in pictures]
        self._packets_before = list(accumulate(self._packets, initial=0))
        self._drafts = [_draft(payloads) for payloads in pictures]
        self._made: dict[int, bytes] = {}

    def at(self, number: int) -> bytes:
        """Return the interleaved frames of picture `number`, counted since the clip was first begun."""
        made = self._made.get(number)
        if made is None:
            made = self._made[number] = self._number(number)
            self._made.pop(number - _KEPT_PICTURES, None)
        return made

    def _number(self, number: int) -> bytes:
        rounds, index = divmod(number, len(self._drafts))
        draft, offsets = self._drafts[index]
        first = rounds * self._packets_before[-1] + self._packets_before[index]
        ticks = number * self._picture_ticks & 0xFFFF_FFFF
        for packet, offset in enumerate(offsets):
            _NUMBERS.pack_into(draft, offset + _NUMBERS_OFFSET, first + packet & 0xFFFF, ticks)
        return bytes(draft)


def _draft(payloads: Sequence[bytes]) -> tuple[bytearray, list[int]]:
    """All frames of a picture with no numbers yet, and where each frame begins."""
    draft, offsets = bytearray(), []
    for left, payload in zip(reversed(range(len(payloads))), payloads, strict=True):
        marker = 0 if left else _MARKER
        length = _RTP_HEADER_BYTES + len(payload)
        offsets.append(len(draft))
        draft += _FRAME.pack(_DOLLAR, _CHANNEL, length, _VERSION, marker | PAYLOAD_TYPE, 0, 0, _SSRC)
        draft += payload
    return draft, offsets
