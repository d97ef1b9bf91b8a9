"""Recorded footage in memory, of real coded pictures, for the unit tests of timelines and clips."""

import hashlib
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import av

from lokus_ingest.application.recording.clips import Clips
from lokus_ingest.domain.recording.ending import GOES_ON, Ending
from lokus_ingest.domain.recording.fragment import Fragments, Stretch, shift_90k
from lokus_ingest.domain.recording.planning import Wanted
from lokus_ingest.domain.recording.samples import parameter_sets
from lokus_ingest.domain.recording.segment import SegmentHead, head_boxes
from lokus_ingest.domain.sound import Sound
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.errors import NotFound
from lokus_proto.media import AccessUnit
from lokus_proto.v1.footage import ClipPieceRequest, ClipReply
from lokus_proto.v1.recording import RecordingPurpose, SegmentClosed
from unit.ingest.encoded import FRAME_90K
from unit.ingest.samples import KEY, NOON

FRAME = timedelta(milliseconds=40)
SECOND = timedelta(seconds=1)


class MemoryFootage:
    """The port `Footage`. `largest`: of the ranges that were read, in bytes."""

    def __init__(self) -> None:
        self.index: list[SegmentClosed] = []
        self.objects: dict[str, bytes] = {}
        self.largest = 0

    def record(
        self,
        units: Sequence[AccessUnit],
        start: datetime = NOON,
        *,
        run: int = 7,
        first_pts_90k: int = 0,
        gop: int = 20,
        ending: Ending | None = GOES_ON,
        key: StreamKey = KEY,
        sounds: Sequence[Sound] = (),
        **facts: Any,
    ) -> SegmentClosed:
        """A segment of these pictures, `gop` a fragment, and of sound, the last of which comes after them."""
        gops = [units[place : place + gop] for place in range(0, len(units), gop)]
        shift = shift_90k(gops[0])
        base_90k = min(unit.pts_90k for unit in gops[0])
        head = SegmentHead(
            tenant=key.tenant,
            camera=key.camera,
            stream=key.stream,
            run=run,
            epoch=0,
            start=start,
            first_pts_90k=first_pts_90k,
            shift_90k=shift,
            codec=units[0].codec,
            width=160,
            height=96,
            purpose=RecordingPurpose.SECURITY,
            sound=sounds[0].format.codec if sounds else None,
        )
        sound = sounds[0].format if sounds else None
        fragments = Fragments(base_90k, shift, sound)
        content = head_boxes(head, parameter_sets(units[0].codec, units[0].payload), sound)
        stretches: list[Stretch] = []
        start_90k = base_90k
        for number, each in enumerate(gops):
            behind = gops[number + 1] if number + 1 < len(gops) else None
            end_90k = each[0].pts_90k + (gop - 2) * FRAME_90K
            heard = [each for each in sounds if start_90k <= each.pts_90k < end_90k]
            start_90k = end_90k
            next_90k = min(unit.pts_90k for unit in behind) if behind else None
            fragment, stretch = fragments.make(each, next_90k, heard)
            content += fragment
            stretches.append(stretch)
        if (rest := fragments.rest([each for each in sounds if each.pts_90k >= end_90k])) is not None:
            content += rest[0]
            stretches.append(rest[1])
        digest = hashlib.sha256(content).hexdigest()
        closed = head.closed(stretches, len(content), digest, recovered=False, ending=ending)
        closed = closed.model_copy(update=facts)
        self.index.append(closed)
        self.objects[closed.object] = content
        return closed

    def lay(self, folder: Path) -> None:
        """Put all into a folder, as a store of recordings has it."""
        for name, content in self.objects.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for closed in self.index:
            index = (folder / closed.object).parent / f"index-{closed.run}.jsonl"
            with index.open("a") as lines:
                lines.write(f"{closed.model_dump_json(exclude_none=True)}\n")

    async def segments(self, key: StreamKey, start: datetime, end: datetime) -> list[SegmentClosed]:
        folder = f"{key.tenant}/{key.camera}/{key.stream}/"
        return [each for each in self.index if each.object.startswith(folder) and each.end > start]

    async def newest_before(self, key: StreamKey, moment: datetime) -> SegmentClosed | None:
        earlier = [each for each in self.index if each.start < moment]
        return max(earlier, key=lambda each: each.end, default=None)

    async def read(self, name: str, start_byte: int, end_byte: int) -> bytes:
        if name not in self.objects:
            raise NotFound(f"{name} is gone")
        assert end_byte <= len(self.objects[name])
        self.largest = max(self.largest, end_byte - start_byte)
        return self.objects[name][start_byte:end_byte]


async def clip_of(
    footage: MemoryFootage,
    start: datetime,
    end: datetime,
    *,
    floor: datetime | None = None,
    most_bytes: int = 4096,
    key: StreamKey = KEY,
) -> tuple[ClipReply, bytes]:
    """A clip as a gateway gets it: each piece from a worker that knows of none before."""
    plan = await Clips(footage).plan(key, Wanted(start, end, floor))
    content = plan.opening
    for part in plan.parts:
        byte: int | None = part.start_byte
        skip = 0
        while byte is not None:
            asked = ClipPieceRequest(
                camera=key.camera, part=part, byte=byte, skip=skip, most_bytes=most_bytes
            )
            given = await Clips(footage).piece(key, asked)
            assert 0 < len(given.content) <= most_bytes
            content, byte, skip = content + given.content, given.next_byte, given.next_skip
    return plan, content


def shown_times(content: bytes) -> list[int]:
    """When a decoder shows the pictures of a clip, in 1/90000 s; those before its time 0 are left out."""
    with av.open(io.BytesIO(content), "r") as played:
        times = [frame.pts for frame in played.decode(video=0)]
    return [time for time in times if time is not None and time >= 0]


def heard_times(content: bytes) -> list[float]:
    """When a decoder has the sound of a clip, in seconds."""
    with av.open(io.BytesIO(content), "r") as played:
        return [frame.time for frame in played.decode(audio=0) if frame.time is not None]


def coded(content: bytes) -> list[bytes]:
    """The coded pictures of a clip or a segment, as they lie in it."""
    with av.open(io.BytesIO(content), "r") as played:
        return [bytes(packet) for packet in played.demux(video=0) if packet.size]


__all__ = [
    "FRAME",
    "FRAME_90K",
    "NOON",
    "SECOND",
    "MemoryFootage",
    "clip_of",
    "coded",
    "heard_times",
    "shown_times",
]
