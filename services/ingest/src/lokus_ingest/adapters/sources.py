"""Chooses who reads a stream: our own reader for RTSP over TCP, our own client for HTTP, FFmpeg for all else.

What our reader says it cannot read is FFmpeg's from then on; one of these for each stream, so that it is
forgotten when the stream's source changes. A session that breaks because of its sound, or seems to, is
followed by one without: sound is never worth a picture.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from lokus_ingest.application.ports import Hear, Pull, Source
from lokus_ingest.domain.address import Address, Carrier
from lokus_ingest.domain.failure import BrokenBySound, SourceFailure, Unreadable
from lokus_proto.v1.stream_state import ReasonKind

SHORT_SECONDS: Final = 10.0
"""Two sessions in a row that end sooner may have ended because of their sound."""
_AT_SETUP: Final = frozenset({ReasonKind.ENDED, ReasonKind.BUSY, ReasonKind.OTHER})
_AT_PLAY: Final = frozenset({ReasonKind.ENDED, ReasonKind.STALLED, ReasonKind.TIMED_OUT, ReasonKind.OTHER})


class Sources:
    """`fast` reads RTSP over TCP, `fetched` HTTP; `general` reads whatever else there is."""

    def __init__(self, fast: Source, general: Source, fetched: Source) -> None:
        self._fast = fast
        self._general = general
        self._fetched = fetched
        self._unreadable = self._without_sound = False
        self._short_ones = 0

    @asynccontextmanager
    async def open(self, address: Address, carrier: Carrier, hear: Hear | None = None) -> AsyncIterator[Pull]:
        """A session for as long as the context lasts."""
        source = self._for(address, carrier)
        heard, self._without_sound = None if self._without_sound else hear, False
        opened_seconds: float | None = None
        try:
            async with source.open(address, carrier, heard) as pull:
                opened_seconds = _now_seconds()
                yield pull
        except (Unreadable, BrokenBySound) as failure:
            self._unreadable |= isinstance(failure, Unreadable)
            self._without_sound = isinstance(failure, BrokenBySound)
            raise
        except SourceFailure as failure:
            if heard is None:
                raise
            if opened_seconds is not None:
                self._judge(failure, _now_seconds() - opened_seconds)
            elif (
                source is self._general and failure.reason in _AT_SETUP
            ):  # FFmpeg gives up if a camera refuses its sound
                self._without_sound = True
                raise BrokenBySound(failure) from None
            raise

    def _for(self, address: Address, carrier: Carrier) -> Source:
        if address.fetched:
            return self._fetched
        fast = address.scheme == "rtsp" and carrier is Carrier.TCP and not self._unreadable
        return self._fast if fast else self._general

    def _judge(self, failure: SourceFailure, lasted_seconds: float) -> None:
        short = lasted_seconds < SHORT_SECONDS and failure.reason in _AT_PLAY
        self._short_ones = self._short_ones + 1 if short else 0
        if self._short_ones > 1:
            self._short_ones, self._without_sound = 0, True


def _now_seconds() -> float:
    return asyncio.get_running_loop().time()
