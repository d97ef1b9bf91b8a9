"""The media reader on a real bus, where ingest falls silent and comes back."""

import asyncio

from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_media.media_reader import MediaReader
from lokus_proto import subjects
from lokus_proto.envelope import envelope
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.media_interest import InterestOutcome, InterestReply
from lokus_proto.v1.stream_state import Phase

TENANT, CAMERA, STREAM = "jakarta", "gate", StreamName.MAIN
RUN = 1


def granted() -> bytes:
    reply = InterestReply(outcome=InterestOutcome.GRANTED, phase=Phase.DELIVERING, run=RUN, codec=Codec.H264)
    return envelope(
        reply, message_id="1", service="ingest", tenant=TENANT, subject=CAMERA, time=SystemClock().now()
    ).to_bytes()


async def test_a_reader_goes_on_after_ingest_was_silent_for_a_while(bus: Bus) -> None:
    silent, asked_in_silence = True, asyncio.Event()
    units: list[AccessUnit] = []
    came = asyncio.Event()

    def handle(unit: AccessUnit) -> None:
        units.append(unit)
        came.set()

    async def ingest() -> None:
        async with bus.subscribe(subjects.interest(TENANT, CAMERA, STREAM)) as requests:
            async for request in requests.messages:
                if silent:
                    asked_in_silence.set()
                elif request.reply:
                    await bus.publish(request.reply, granted())

    async def camera() -> None:
        seq = 0
        while True:
            unit = AccessUnit(Codec.H264, seq * 3000, True, RUN, seq, SystemClock().now(), b"picture")
            await bus.publish(subjects.media(TENANT, CAMERA, STREAM), unit.payload, unit.headers())
            seq += 1
            await asyncio.sleep(0.02)

    reader = MediaReader(
        bus,
        SystemClock(),
        service="test",
        reader="r1",
        tenant=TENANT,
        camera=CAMERA,
        stream=STREAM,
        handle=handle,
    )
    async with asyncio.TaskGroup() as tasks, asyncio.timeout(30):
        works = [tasks.create_task(work, name="work") for work in (ingest(), reader.run(), camera())]
        await asked_in_silence.wait()
        asked_in_silence.clear()
        await asked_in_silence.wait()  # it gave up on the first request, and asked again
        silent = False
        came.clear()
        await came.wait()
        assert not works[1].done()
        for work in works:
            work.cancel()
    seqs = [unit.seq for unit in units]
    assert seqs == sorted(set(seqs))
