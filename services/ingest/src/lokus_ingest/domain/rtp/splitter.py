"""Cuts the bytes of an RTSP connection into interleaved frames and messages, however the network cut them.

`feed` is the hottest loop of ingest: one unpacking, one look-up and one call for each RTP packet.
"""

import struct
from collections.abc import Callable
from typing import Final

from lokus_ingest.domain.rtp.receiver import Packet
from lokus_ingest.domain.rtp.rtsp_text import (
    LONGEST_START_BYTES,
    NoMessage,
    is_message,
    line_ends,
    message_end,
    start_pattern,
)

DOLLAR: Final = 0x24
_FRAME: Final = struct.Struct("!HHIQ")
"""`$` and channel, size; then of RTP: flags, type and sequence; timestamp and SSRC."""
_HEADS_BYTES: Final = _FRAME.size
_PREFIX_BYTES: Final = 4

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
        self._rest = self._wanted_bytes = 0
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
        rest = self._split(stream, now_seconds)
        if rest < len(stream):
            self._waiting += memoryview(stream)[rest:]

    def _split(self, stream: bytes, now_seconds: float) -> int:
        """Take apart what is whole; where the rest begins."""
        at = self._search(stream, 0) if self._searching else 0
        end = len(stream)
        last, unpack, on_channel = end - _HEADS_BYTES, _FRAME.unpack_from, self.on_channel
        while at is not None and at < end:
            if at < last:
                lead, size, header, stamp = unpack(stream, at)
                take = on_channel.get(lead)
                payload, stop = at + _HEADS_BYTES, at + _PREFIX_BYTES + size
                if take is not None and payload < stop <= end:
                    take(stream, payload, stop, header, stamp, now_seconds)
                    at = stop
                    continue
            at = self._split_odd(stream, at, now_seconds)
        return end if at is not None else self._rest

    def _split_odd(self, stream: bytes, at: int, now_seconds: float) -> int | None:
        """Take what is no packet of an expected channel; where to go on, None if more bytes are needed."""
        if stream[at] == DOLLAR:
            return self._frame(stream, at, now_seconds)
        if (behind := line_ends(stream, at)) > at:
            return behind
        if is_message(stream, at):
            return self._message(stream, at)
        if len(stream) - at < LONGEST_START_BYTES:
            return self._wait(at)
        return self._search(stream, at)

    def _wait(self, at: int, wanted_bytes: int = 0) -> int | None:
        """Keep what begins here until so many bytes are there, or just more: so single bytes stay cheap."""
        self._rest, self._wanted_bytes = at, wanted_bytes
        return None

    def _frame(self, stream: bytes, at: int, now_seconds: float) -> int | None:
        if len(stream) - at < _PREFIX_BYTES:
            return self._wait(at)
        start = at + _PREFIX_BYTES
        stop = start + int.from_bytes(stream[at + 2 : start], "big")
        if stop > len(stream):
            return self._wait(at, stop - at)
        self._on_odd_frame(stream[at + 1], stream, start, stop, now_seconds)
        return stop

    def _message(self, stream: bytes, at: int) -> int | None:
        try:
            end = message_end(stream, at)
        except NoMessage as found:
            self.garbage_bytes += found.behind - at
            return self._search(stream, found.behind)
        if end is None or end > len(stream):
            return self._wait(at, end - at if end else 0)
        self._on_message(stream[at:end])
        return end

    def _search(self, stream: bytes, at: int) -> int | None:
        """Pass over garbage up to what looks like a beginning; keep what may become one."""
        found = self._start.search(stream, at)
        following: int = found.start() if found else max(at, len(stream) - LONGEST_START_BYTES + 1)
        self.garbage_bytes += following - at
        self._searching = found is None
        return following if found else self._wait(following)
