"""Cameras through our own reader: RTSP over TCP on the event loop, without a thread.

It connects to the very address that was checked. Leaving a session tells the camera, for at most a second,
and then lets go of the connection.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final, NamedTuple

from lokus_ingest.adapters.rtsp.connection import BUFFER_BYTES, Connection, connect
from lokus_ingest.adapters.rtsp.dialogue import Dialogue, Offer
from lokus_ingest.adapters.rtsp.exchange import UNAUTHORIZED, ClosedAtChallenge, Exchange
from lokus_ingest.adapters.rtsp.failures import refused
from lokus_ingest.adapters.rtsp.upkeep import Upkeep
from lokus_ingest.application.ports import Hear
from lokus_ingest.domain.address import Address, Carrier
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.incoming import MediaTrack
from lokus_ingest.domain.rtsp.offer import CODECS, parameter_sets_of
from lokus_ingest.domain.rtsp.sign_in import SignIn
from lokus_proto.v1.stream_state import Reader


class RtspSource:
    """Opens sessions over TCP; all share one buffer."""

    def __init__(self) -> None:
        self._buffer: Final = memoryview(bytearray(BUFFER_BYTES))

    @asynccontextmanager
    async def open(
        self, address: Address, carrier: Carrier, hear: Hear | None = None
    ) -> AsyncIterator["RtspPull"]:
        """A session for as long as the context lasts; without `hear`, no sound is asked for."""
        assert carrier is Carrier.TCP  # noqa: S101 (whoever chooses a source knows what it is for)
        async with AsyncExitStack() as kept:
            session, offer = await self._described(kept, address)
            dialogue, exchange = session.dialogue, session.exchange
            tracks = await dialogue.set_up(offer, sound=hear is not None)
            upkeep = Upkeep(exchange, offer.url, offer.methods, dialogue.timeout_seconds)
            yield RtspPull(exchange.connection, dialogue, offer, tracks, upkeep, hear)

    async def _described(self, kept: AsyncExitStack, address: Address) -> "tuple[_Session, Offer]":
        """A session that lasts as long as `kept`, and its offer; a second if the camera left at a challenge.

        Who leaves there again was shown the login, so it is refused.
        """
        sign_in = SignIn(address.credentials)
        session = await kept.enter_async_context(self._connected(address, sign_in))
        try:
            return session, await session.dialogue.describe()
        except ClosedAtChallenge:
            await kept.aclose()
        session = await kept.enter_async_context(self._connected(address, sign_in))
        try:
            return session, await session.dialogue.describe()
        except ClosedAtChallenge:
            raise refused(UNAUTHORIZED) from None

    @asynccontextmanager
    async def _connected(self, address: Address, sign_in: SignIn) -> AsyncIterator["_Session"]:
        connection = await connect(*address.endpoint(), self._buffer)
        exchange = Exchange(connection, sign_in)
        dialogue = Dialogue(exchange, address)
        try:
            yield _Session(exchange, dialogue)
        finally:
            connection.expect_nothing()
            try:
                await dialogue.leave()
            finally:
                await connection.close()


class _Session(NamedTuple):
    """One connection, and what is said over it."""

    exchange: Exchange
    dialogue: Dialogue


class RtspPull:
    """One session that is set up."""

    reader: Final = Reader.RTSP

    def __init__(
        self,
        connection: Connection,
        dialogue: Dialogue,
        offer: Offer,
        tracks: tuple[MediaTrack, ...],
        upkeep: Upkeep,
        hear: Hear | None,
    ) -> None:
        self._connection = connection
        self._dialogue = dialogue
        self._tracks = tracks
        self._upkeep = upkeep
        self._hear = hear
        _, video = offer.video
        self.codec = CODECS[video.codec]
        self.described = parameter_sets_of(video)

    @property
    def lost_packets(self) -> int:
        """How many packets of the video never came."""
        return self._connection.figures.lost

    async def play(self, take: Callable[[Picture], None]) -> None:
        """Hand on each picture until the session is over; raises why."""
        self._connection.expect(self._tracks, take, self._hear)
        await self._dialogue.play()
        self._upkeep.begin()
        try:
            raise await self._connection.ended()
        finally:
            self._upkeep.end()
