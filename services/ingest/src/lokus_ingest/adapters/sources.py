"""Chooses who reads a stream: our own reader for RTSP over TCP, FFmpeg for all else.

What our reader says it cannot read is FFmpeg's from then on; one of these for each stream, so that it is
forgotten when the stream's source changes.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lokus_ingest.application.ports import Pull, Source
from lokus_ingest.domain.address import Address, Carrier
from lokus_ingest.domain.failure import Unreadable


class Sources:
    """`fast` reads RTSP over TCP; `general` reads whatever else there is."""

    def __init__(self, fast: Source, general: Source) -> None:
        self._fast = fast
        self._general = general
        self._unreadable = False

    @asynccontextmanager
    async def open(self, address: Address, carrier: Carrier) -> AsyncIterator[Pull]:
        """A session for as long as the context lasts."""
        fast = address.scheme == "rtsp" and carrier is Carrier.TCP and not self._unreadable
        source = self._fast if fast else self._general
        try:
            async with source.open(address, carrier) as pull:
                yield pull
        except Unreadable:
            self._unreadable = True
            raise
