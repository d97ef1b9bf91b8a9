from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from lokus_ingest.adapters.sources import Sources
from lokus_ingest.application.ports import Hear
from lokus_ingest.domain.address import Address, Carrier
from lokus_ingest.domain.failure import BrokenBySound, SourceFailure, Unreadable
from lokus_ingest.domain.picture import Picture
from lokus_proto.media import Codec
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.stream_state import Reader, ReasonKind

PLAIN, SECURE = Address("rtsp://192.0.2.7/", Transport.AUTO), Address("rtsps://192.0.2.7/", Transport.AUTO)
ENDED = SourceFailure(ReasonKind.ENDED, "it ended")


class EndingPull:
    """Opens well, and ends as soon as it plays."""

    codec = Codec.H264
    described = b""
    lost_packets = None

    def __init__(self, reader: Reader, end: SourceFailure) -> None:
        self.reader = reader
        self._end = end

    async def play(self, take: Callable[[Picture], None]) -> None:
        raise self._end


class EndingSource:
    """All its sessions end alike; `at_setup`: those with sound do not begin."""

    def __init__(
        self, reader: Reader, end: SourceFailure = ENDED, at_setup: SourceFailure | None = None
    ) -> None:
        self._reader = reader
        self._end = end
        self._at_setup = at_setup
        self.hearers: list[Hear | None] = []

    @asynccontextmanager
    async def open(
        self, address: Address, carrier: Carrier, hear: Hear | None = None
    ) -> AsyncIterator[EndingPull]:
        self.hearers.append(hear)
        if self._at_setup is not None and hear is not None:
            raise self._at_setup
        yield EndingPull(self._reader, self._end)


NEVER = EndingSource(Reader.PYAV, SourceFailure(ReasonKind.OTHER, "none is to be fetched"))


async def reader_of(sources: Sources, address: Address = PLAIN, carrier: Carrier = Carrier.TCP) -> Reader:
    """What reads one session, which ends at once."""
    async with sources.open(address, carrier) as pull:
        reader = pull.reader
        with pytest.raises(SourceFailure):
            await pull.play(lambda _: None)
    return reader


@pytest.mark.parametrize(
    ("address", "carrier", "reader"),
    [
        (PLAIN, Carrier.TCP, Reader.RTSP),
        (PLAIN, Carrier.UDP, Reader.PYAV),
        (SECURE, Carrier.TCP, Reader.PYAV),
    ],
    ids=["tcp", "udp", "tls"],
)
async def test_rtsp_over_tcp_is_for_the_fast_reader(
    address: Address, carrier: Carrier, reader: Reader
) -> None:
    sources = Sources(EndingSource(Reader.RTSP), EndingSource(Reader.PYAV), NEVER)
    assert await reader_of(sources, address, carrier) is reader


async def plays(sources: Sources, hear: Hear | None = None) -> None:
    async with sources.open(PLAIN, Carrier.TCP, hear) as pull:
        await pull.play(lambda _: None)


async def test_what_the_fast_reader_cannot_read_is_for_the_general_one_from_then_on() -> None:
    fast = EndingSource(Reader.RTSP, Unreadable("odd packets"))
    sources = Sources(fast, EndingSource(Reader.PYAV), NEVER)
    with pytest.raises(Unreadable):
        await plays(sources)
    assert [await reader_of(sources) for _ in range(2)] == [Reader.PYAV] * 2


async def test_what_merely_fails_stays_with_its_reader() -> None:
    sources = Sources(EndingSource(Reader.RTSP), EndingSource(Reader.PYAV), NEVER)
    with pytest.raises(SourceFailure):
        await plays(sources)
    assert await reader_of(sources) is Reader.RTSP


async def test_another_stream_is_read_by_the_fast_reader_again() -> None:
    fast, general = EndingSource(Reader.RTSP, Unreadable("odd packets")), EndingSource(Reader.PYAV)
    with pytest.raises(Unreadable):
        await plays(Sources(fast, general, NEVER))
    assert await reader_of(Sources(fast, general, NEVER)) is Reader.RTSP


def listen(_: object) -> None:
    """Somebody wants the sound."""


async def test_sound_is_asked_for_only_if_somebody_wants_it() -> None:
    fast = EndingSource(Reader.RTSP)
    sources = Sources(fast, EndingSource(Reader.PYAV), NEVER)
    for hear in (None, listen):
        with pytest.raises(SourceFailure):
            await plays(sources, hear)
    assert fast.hearers == [None, listen]


async def test_a_session_that_its_sound_breaks_is_followed_by_one_without() -> None:
    fast = EndingSource(Reader.RTSP, at_setup=BrokenBySound(ENDED))
    sources = Sources(fast, EndingSource(Reader.PYAV), NEVER)
    with pytest.raises(BrokenBySound) as broken:
        await plays(sources, listen)
    assert not broken.value.unhurried
    for _ in range(2):
        with pytest.raises(SourceFailure):
            await plays(sources, listen)
    assert fast.hearers == [listen, None, listen]


async def test_what_ffmpeg_gives_up_for_its_sound_is_tried_without() -> None:
    busy = SourceFailure(ReasonKind.BUSY, "no")
    general = EndingSource(Reader.PYAV, at_setup=busy)
    sources = Sources(EndingSource(Reader.RTSP, Unreadable("odd packets")), general, NEVER)
    with pytest.raises(Unreadable):
        await plays(sources, listen)
    with pytest.raises(BrokenBySound):
        await plays(sources, listen)
    with pytest.raises(SourceFailure):
        await plays(sources, listen)
    assert general.hearers == [listen, None]


@pytest.mark.parametrize(
    ("reason", "hearers"),
    [(ReasonKind.ENDED, [listen, listen, None]), (ReasonKind.AUTHENTICATION, [listen] * 3)],
)
async def test_two_short_sessions_may_be_the_fault_of_their_sound(
    reason: ReasonKind, hearers: list[Hear | None]
) -> None:
    fast = EndingSource(Reader.RTSP, SourceFailure(reason, "it ended"))
    sources = Sources(fast, EndingSource(Reader.PYAV), NEVER)
    for _ in range(3):
        with pytest.raises(SourceFailure):
            await plays(sources, listen)
    assert fast.hearers == hearers


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_http_is_fetched_whatever_the_carrier(scheme: str) -> None:
    address = Address(f"{scheme}://192.0.2.7/", Transport.AUTO)
    sources = Sources(EndingSource(Reader.RTSP), EndingSource(Reader.PYAV), NEVER)
    async with sources.open(address, Carrier.TCP) as pull:
        with pytest.raises(SourceFailure, match="to be fetched"):
            await pull.play(lambda _: None)
