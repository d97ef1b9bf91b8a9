"""Footage from a camera's card, over RTSP replay (ONVIF Streaming Specification, "Replay").

TCP alone, as fast as camera and writer can (`Rate-Control: no`); a camera that keeps to real time is read
all the same. One that does not know the feature by its name is asked without it; one whose pictures tell no
time is refused, for nobody could say what they show. Times here are the camera's own.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Final

from lokus_ingest.adapters.rtsp.connection import BUFFER_BYTES, Connection, connect
from lokus_ingest.adapters.rtsp.dialogue import Dialogue, Offer
from lokus_ingest.adapters.rtsp.exchange import Exchange
from lokus_ingest.adapters.rtsp.replay_buffer import ReplayBuffer
from lokus_ingest.adapters.rtsp.upkeep import Upkeep
from lokus_ingest.domain.address import Address
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.incoming import MediaTrack
from lokus_ingest.domain.rtp.replay_clock import ReplayClock, Replayed
from lokus_ingest.domain.rtsp.clock_range import clock_range
from lokus_ingest.domain.rtsp.offer import CODECS, parameter_sets_of
from lokus_ingest.domain.rtsp.sign_in import SignIn
from lokus_proto.v1.stream_state import ReasonKind

FEATURE: Final = "onvif-replay"
SILENT_SECONDS: Final = 10.0
MOST_WITHOUT_TIME: Final = 250
_ASKED: Final = {"Rate-Control": "no", "Immediate": "yes"}


class RtspReplays:
    """Opens replays; all share one buffer."""

    def __init__(self, silent_seconds: float = SILENT_SECONDS) -> None:
        self._buffer: Final = memoryview(bytearray(BUFFER_BYTES))
        self._silent_seconds = silent_seconds

    @asynccontextmanager
    async def open(self, address: Address, start: datetime, until: datetime) -> AsyncIterator["RtspReplay"]:
        """A stretch of a recording, for as long as the context lasts; SourceFailure if it cannot be had."""
        connection = await connect(*address.endpoint(), self._buffer)
        exchange = Exchange(connection, SignIn(address.credentials))
        dialogue = Dialogue(exchange, address, FEATURE)
        try:
            offer = replace(await dialogue.describe(), audio=None)
            replay = RtspReplay(
                connection, offer, await dialogue.set_up(offer, sound=False), until, self._silent_seconds
            )
            upkeep = Upkeep(exchange, offer.url, offer.methods, dialogue.timeout_seconds)
            await dialogue.play(clock_range(start, until), _ASKED)
            upkeep.begin()
            try:
                yield replay
            finally:
                upkeep.end()
        finally:
            connection.expect_nothing()
            connection.resume()
            try:
                await dialogue.leave()
            finally:
                await connection.close()


class RtspReplay:
    """Pictures of one stretch, in the order in which they come."""

    def __init__(
        self,
        connection: Connection,
        offer: Offer,
        tracks: tuple[MediaTrack, ...],
        until: datetime,
        silent_seconds: float,
    ) -> None:
        self._connection = connection
        self._until = until
        self._silent_seconds = silent_seconds
        self._clock = ReplayClock()
        self._buffer = ReplayBuffer(connection.pause, connection.resume)
        self._without_time = 0
        self._over = False
        _, video = offer.video
        self.codec = CODECS[video.codec]
        self.described = parameter_sets_of(video)
        connection.expect(tracks, self._take, take_extension=self._clock.note)
        connection.at_end(self._buffer.wake)

    async def next(self) -> Replayed | None:
        """The next picture; None at the end of the stretch. SourceFailure if the camera stops without a word.

        Pictures come as they are asked for: whoever does not ask makes the camera wait.
        """
        while not self._over:
            if (replayed := self._buffer.take()) is not None:
                return self._handed_on(replayed)
            await self._more()
        return None

    def _take(self, picture: Picture) -> None:
        replayed = self._clock.place(picture)
        if replayed is not None:
            self._without_time = 0
            self._buffer.put(replayed)
        else:
            self._without_time += 1
            self._buffer.wake()

    def _handed_on(self, replayed: Replayed) -> Replayed | None:
        beyond = replayed.at >= self._until
        self._over = replayed.last or beyond
        return None if beyond else replayed

    async def _more(self) -> None:
        """Wait for pictures; SourceFailure if none will come."""
        if self._without_time > MOST_WITHOUT_TIME:
            raise _timeless()
        if (why := self._connection.why_ended) is not None:
            raise why
        try:
            async with asyncio.timeout(self._silent_seconds):
                await self._buffer.wait()
        except TimeoutError:
            raise _silent(self._silent_seconds) from None


def _timeless() -> SourceFailure:
    return SourceFailure(
        ReasonKind.OTHER,
        "the camera replays without saying when its pictures were recorded: take the footage from its card "
        "by hand and hand it in",
    )


def _silent(seconds: float) -> SourceFailure:
    return SourceFailure(ReasonKind.STALLED, f"the camera replayed nothing for {seconds:.0f} s")
