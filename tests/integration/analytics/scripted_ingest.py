"""An ingest for tests: speaks the wire and plays prepared access units, faster than life.

It answers the interests in one stream of one camera and begins to play when a reader joins. Times in
the units are those of the clip; `speed` is how much faster they go out.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_local.virtual_camera.clip import AS_IT_IS, load_clip
from lokus_proto import subjects
from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.jetstream import STATE
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraRecord, SiteKind, SitePlace, ZonePlace
from lokus_proto.v1.media_interest import InterestOutcome, InterestReply, InterestRequest
from lokus_proto.v1.stream_state import Phase

TENANT = "jakarta"
CLIP_START = datetime(2026, 1, 1, tzinfo=UTC)


def units_of(path: Path, rounds: int = 1) -> list[AccessUnit]:
    """A clip as ingest would publish it, played so many times without a break."""
    clip = load_clip(path, AS_IT_IS, Event())
    times = (
        (turn * clip.duration_90k + unit.time_90k, unit) for turn in range(rounds) for unit in clip.units
    )
    return [
        AccessUnit(
            codec=Codec(clip.description.codec.value),
            pts_90k=time_90k,
            key_frame=unit.key_frame,
            run=1,
            seq=seq,
            captured_at=CLIP_START + timedelta(seconds=time_90k / 90_000),
            payload=b"".join(b"\0\0\0\1" + nal for nal in unit.nals),
        )
        for seq, (time_90k, unit) in enumerate(times)
    ]


async def publish_record(bus: Bus, camera: str, version: int = 1, *, private: bool = False) -> None:
    """Say, as the registry does, that a camera is there and wants analytics."""
    record = CameraRecord(
        id=camera,
        version=version,
        name=camera,
        owner="kpu-dki",
        site=SitePlace(id="office", name="Office", kind=SiteKind.OFFICE),
        zone=ZonePlace(id="yard", name="Yard", kind="yard", private=private),
        areas=("31",),
        streams=(StreamName.MAIN,),
        motion_analytics=True,
    )
    message_id = f"{camera}-{version}"
    wrapped = envelope(
        record,
        message_id=message_id,
        service="registry",
        tenant=TENANT,
        subject=camera,
        time=SystemClock().now(),
    )
    await bus.ensure(STATE)
    await bus.publish_kept(subjects.camera_record(TENANT, camera), wrapped.to_bytes(), message_id)


class ScriptedIngest:
    """Plays one camera. `joined` is set by the first reader, `through` at the end of the units."""

    def __init__(self, bus: Bus, camera: str, units: Sequence[AccessUnit], speed: float = 8.0) -> None:
        self._bus = bus
        self._camera = camera
        self._units = units
        self._speed = speed
        self.joined = asyncio.Event()
        self.through = asyncio.Event()

    @asynccontextmanager
    async def playing(self) -> AsyncIterator["ScriptedIngest"]:
        """Answer and play until the block ends."""
        async with asyncio.TaskGroup() as tasks:
            answering = tasks.create_task(self._answer(), name="answer")
            playing = tasks.create_task(self._play(), name="play")
            yield self
            answering.cancel()
            playing.cancel()

    async def _answer(self) -> None:
        subject = subjects.interest(TENANT, self._camera, StreamName.MAIN)
        async with self._bus.subscribe(subject) as subscription:
            async for message in subscription.messages:
                request = open_envelope(message.data, InterestRequest)
                if not message.reply:
                    continue
                reply = InterestReply(outcome=InterestOutcome.GRANTED, phase=Phase.DELIVERING, run=1)
                wrapped = envelope(
                    reply,
                    message_id=f"re-{request.id}",
                    service="ingest",
                    tenant=TENANT,
                    subject=self._camera,
                    time=SystemClock().now(),
                )
                await self._bus.publish(message.reply, wrapped.to_bytes())
                if request.data.gop_subject is not None:
                    self.joined.set()

    async def _play(self) -> None:
        await self.joined.wait()
        await asyncio.sleep(0.1)
        loop = asyncio.get_running_loop()
        began = loop.time()
        subject = subjects.media(TENANT, self._camera, StreamName.MAIN)
        for unit in self._units:
            await asyncio.sleep(began + unit.pts_90k / 90_000 / self._speed - loop.time())
            await self._bus.publish(subject, unit.payload, unit.headers())
        self.through.set()
