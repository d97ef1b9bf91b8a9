"""Cuts the bytes of an RTSP connection into interleaved frames and messages, however the network cut them.

`feed` is the hottest loop of ingest: one unpacking, one look-up and one call for each RTP packet.
"""

import struct
from collections.abc import Callable
from typing import Final

from lokus_ingest.domain.rtp.receiver import Packet
from lokus_ingest.domain.rtp.rtsp_text import (
    LONGEST_START_BYTES,
    is_message,
    line_ends,
    message_end,
    start_pattern,
)

DOLLAR: Final = 0x24
_FRAME: Final = struct.Struct("!HHIQ")
"""`$` and channel, size; then of RTP: flags, type and sequence; timestamp and SSRC."""
_PREFIX: Final = struct.Struct("!BBH")

OddFrame = Callable[[int, bytes, int, int, float], None]
"""Takes a frame that is no RTP of an expected channel: channel, bytes, where it starts and stops, time."""


class Splitter:
    """`on_channel`: who takes the RTP of a channel, by `$` and channel as one number (`lead`)."""

    def __init__(self, on_message: Callable[[bytes], None], on_odd_frame: OddFrame) -> None:
        self.on_channel: dict[int, Packet] = {}
        self.stream_bytes = 0
        self.garbage_bytes = 0
        self._on_message = on_message
        self._on_odd_frame = on_odd_frame
        self._start = start_pattern(())
        self._waiting = bytearray()
        self._wanted_bytes = 0  # have so many together before looking again: that keeps drops of bytes cheap
        self._searching = False

    def expect(self, payload_types: frozenset[int]) -> None:
        """What RTP to look for after garbage."""
        self._start = start_pattern(payload_types)

    def feed(self, chunk: memoryview, now_seconds: float) -> None:
        """Take the next bytes."""
        self.stream_bytes += len(chunk)
        if self._waiting:
            self._waiting += chunk
            if len(self._waiting) < self._wanted_bytes:
                return
            stream = bytes(self._waiting)
            self._waiting.clear()
        else:
            stream = bytes(chunk)
        self._wanted_bytes = 0
        at = self._split(stream, now_seconds)
        if at < len(stream):
            self._waiting += memoryview(stream)[at:]

    def _split(self, stream: bytes, now_seconds: float) -> int:
        """Take apart what is whole; where the rest begins."""
        at, end = 0, len(stream)
        unpack, on_channel, header_end = _FRAME.unpack_from, self.on_channel, _FRAME.size
        while at < end:
            if at + header_end < end and not self._searching:
                lead, size, header, stamp = unpack(stream, at)
                stop = at + 4 + size
                take = on_channel.get(lead)
                if take is not None and at + header_end < stop <= end:
                    take(stream, at + header_end, stop, header, stamp, now_seconds)
                    at = stop
                    continue
            following = self._split_odd(stream, at, now_seconds)
            if following is None:
                break
            at = following
        return at

    def _split_odd(self, stream: bytes, at: int, now_seconds: float) -> int | None:
        """Take what is no packet of an expected channel; where to go on, None if more bytes are needed."""
        if self._searching:
            return self._search(stream, at)
        if stream[at] == DOLLAR:
            return self._frame(stream, at, now_seconds)
        if (behind := line_ends(stream, at)) > at:
            return behind
        if is_message(stream, at):
            return self._message(stream, at)
        if len(stream) - at < LONGEST_START_BYTES:
            return None
        self._searching = True
        return self._search(stream, at)

    def _frame(self, stream: bytes, at: int, now_seconds: float) -> int | None:
        if len(stream) - at < _PREFIX.size:
            return None
        _, channel, size = _PREFIX.unpack_from(stream, at)
        start = at + _PREFIX.size
        stop: int = start + size
        if stop > len(stream):
            self._wanted_bytes = stop - at
            return None
        self._on_odd_frame(channel, stream, start, stop, now_seconds)
        return stop

    def _message(self, stream: bytes, at: int) -> int | None:
        try:
            end = message_end(stream, at)
        except ValueError:
            self._searching = True
            self.garbage_bytes += 1
            return at + 1
        if end is None:
            return None
        if end > len(stream):
            self._wanted_bytes = end - at
            return None
        self._on_message(stream[at:end])
        return end

    def _search(self, stream: bytes, at: int) -> int | None:
        """Pass over garbage up to what looks like a beginning; keep what may become one."""
        found = self._start.search(stream, at)
        following: int = found.start() if found else max(at, len(stream) - LONGEST_START_BYTES + 1)
        self.garbage_bytes += following - at
        self._searching = found is None
        return following if found or following > at else None
