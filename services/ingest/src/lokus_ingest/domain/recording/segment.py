"""A segment: what is known when it begins, what it is called, and what is told of it when it is closed.

Its head (the boxes before the first fragment) holds what is known in JSON, so that a segment that lost its
place, its index or its end can be told of again from its bytes alone.
"""

import struct
from datetime import UTC, timedelta
from mmap import mmap
from typing import Final
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from lokus_ingest.domain.recording.boxes import box, whole_boxes
from lokus_ingest.domain.recording.ending import Ending
from lokus_ingest.domain.recording.fragment import Stretch, read_stretch
from lokus_ingest.domain.recording.movie import Pictures, edit_list, movie
from lokus_ingest.domain.recording.sample_entry import sample_entry
from lokus_ingest.domain.sound import SoundFormat
from lokus_ingest.domain.stream_key import StreamKey
from lokus_ingest.domain.timeline import CLOCK_90K
from lokus_kit.clock import utc_milliseconds
from lokus_proto.envelope import Token
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.recording import LateOrigin, RecordingPurpose, SegmentClosed, SoundCodec

FACTS: Final = UUID("6f4d0b1e-6a55-5d3c-9c0b-8f6f6c6f6b75").bytes
"""Names the box that holds the head's facts (ISO/IEC 14496-12, 4.2: `uuid`)."""


class SegmentHead(BaseModel):
    """What is known of a segment when it begins.

    `first_pts_90k`: where in its run its time 0 lies; `shift_90k`: how much later than it is decoded a
    picture is shown at least, which the edit list takes back; `origin`: it is late footage, from there;
    `sound`: what there is a track for.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    tenant: Token
    camera: Token
    stream: StreamName
    run: int = Field(ge=0)
    epoch: int = Field(ge=0)
    start: AwareDatetime
    first_pts_90k: int
    shift_90k: int = 0
    codec: Codec
    width: int
    height: int
    purpose: RecordingPurpose
    origin: LateOrigin | None = None
    sound: SoundCodec | None = None

    @property
    def key(self) -> StreamKey:
        """Whose picture it is."""
        return StreamKey(self.tenant, self.camera, self.stream)

    @property
    def name(self) -> str:
        """What it is called in the spool and, below its hour, in the store."""
        return f"{utc_milliseconds(self.start)}-{self.run}.mp4"

    @property
    def folder(self) -> str:
        """The hour it begins in, as the store names it."""
        start = self.start.astimezone(UTC)
        return f"{self.tenant}/{self.camera}/{self.stream}/{start:%Y-%m-%d}/{start:%H}"

    def closed(
        self,
        stretches: list[Stretch],
        size_bytes: int,
        sha256: str,
        *,
        recovered: bool,
        ending: Ending | None = None,
    ) -> SegmentClosed:
        """What is told of it now that it has its end; `ending` is None if nobody knows."""
        duration_90k = stretches[-1].end_90k
        return SegmentClosed(
            camera=self.camera,
            stream=self.stream,
            run=self.run,
            epoch=self.epoch,
            start=self.start,
            end=self.start + timedelta(microseconds=duration_90k * 1_000_000 // CLOCK_90K),
            first_pts_90k=self.first_pts_90k,
            duration_90k=duration_90k,
            frames=sum(stretch.frames for stretch in stretches),
            size_bytes=size_bytes,
            sha256=sha256,
            codec=self.codec,
            width=self.width,
            height=self.height,
            purpose=self.purpose,
            object=f"{self.folder}/{self.name}",
            recovered=recovered,
            ended=ending and ending.how,
            failure=ending and ending.failure,
            late=self.origin is not None,
            origin=self.origin,
            sound=self.sound if any(stretch.sounds for stretch in stretches) else None,
        )


def head_boxes(head: SegmentHead, sets: tuple[bytes, ...], sound: SoundFormat | None = None) -> bytes:
    """All that stands before the first fragment; ValueError if the parameter sets cannot be read."""
    kind = box(b"ftyp", b"iso6", struct.pack(">I", 0), b"iso6", b"mp41")
    entry = sample_entry(head.codec, sets, head.width, head.height)
    edit = edit_list(0, head.shift_90k) if head.shift_90k else b""
    pictures = Pictures(entry, head.width, head.height, edit)
    return kind + box(b"uuid", FACTS, head.model_dump_json().encode()) + movie(pictures, sound)


class Whole(BaseModel):
    """What a segment's bytes say: its head, its whole fragments, and where the last of them ends."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    head: SegmentHead
    stretches: list[Stretch]
    end: int


def read_whole(content: bytes | mmap) -> Whole | None:
    """What is whole of a segment that may have lost its end; None if it has no head or no fragment."""
    head: SegmentHead | None = None
    stretches: list[Stretch] = []
    end = 0
    stretch: Stretch | None = None
    for found in whole_boxes(content):
        if found.kind == b"uuid" and content[found.content][:16] == FACTS:
            head = SegmentHead.model_validate_json(content[found.content][16:])
        elif found.kind == b"moof":
            stretch = read_stretch(content[found.start : found.end])
        elif found.kind == b"mdat" and stretch is not None:
            stretches.append(stretch)
            stretch, end = None, found.end
    return Whole(head=head, stretches=stretches, end=end) if head is not None and stretches else None
