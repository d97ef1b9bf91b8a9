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

from lokus_ingest.domain.recording.boxes import box, full_box, whole_boxes
from lokus_ingest.domain.recording.ending import Ending
from lokus_ingest.domain.recording.fragment import TRACK, Stretch, read_stretch
from lokus_ingest.domain.recording.sample_entry import sample_entry
from lokus_ingest.domain.stream_key import StreamKey
from lokus_ingest.domain.timeline import CLOCK_90K
from lokus_kit.clock import utc_milliseconds
from lokus_proto.envelope import Token
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.recording import LateOrigin, RecordingPurpose, SegmentClosed

FACTS: Final = UUID("6f4d0b1e-6a55-5d3c-9c0b-8f6f6c6f6b75").bytes
"""Names the box that holds the head's facts (ISO/IEC 14496-12, 4.2: `uuid`)."""
_MATRIX: Final = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


class SegmentHead(BaseModel):
    """What is known of a segment when it begins.

    `first_pts_90k`: where in its run its time 0 lies; `shift_90k`: how much later than it is decoded a
    picture is shown at least, which the edit list takes back; `origin`: it is late footage, from there.
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
        )


def head_boxes(head: SegmentHead, sets: tuple[bytes, ...]) -> bytes:
    """All that stands before the first fragment; ValueError if the parameter sets cannot be read."""
    kind = box(b"ftyp", b"iso6", struct.pack(">I", 0), b"iso6", b"mp41")
    entry = sample_entry(head.codec, sets, head.width, head.height)
    edit = edit_list(0, head.shift_90k) if head.shift_90k else b""
    return kind + box(b"uuid", FACTS, head.model_dump_json().encode()) + _movie(head, entry, edit)


def edit_list(duration_90k: int, start_90k: int) -> bytes:
    """Show what begins at `start_90k`, for so long; 0 is to the end (ISO/IEC 14496-12, 8.6.6)."""
    return box(b"edts", full_box(b"elst", 1, 0, struct.pack(">IQqI", 1, duration_90k, start_90k, 0x10000)))


def _movie(head: SegmentHead, entry: bytes, edit: bytes) -> bytes:
    empty_tables = (
        full_box(b"stts", 0, 0, bytes(4)),
        full_box(b"stsc", 0, 0, bytes(4)),
        full_box(b"stsz", 0, 0, bytes(8)),
        full_box(b"stco", 0, 0, bytes(4)),
    )
    table = box(b"stbl", full_box(b"stsd", 0, 0, struct.pack(">I", 1), entry), *empty_tables)
    here = box(b"dinf", full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, 1)))
    media = box(
        b"mdia",
        full_box(b"mdhd", 0, 0, struct.pack(">IIIIHH", 0, 0, CLOCK_90K, 0, 0x55C4, 0)),  # language: und
        full_box(b"hdlr", 0, 0, struct.pack(">4x4s12x", b"vide"), b"video\x00"),
        box(b"minf", full_box(b"vmhd", 0, 1, bytes(8)), here, table),
    )
    shown = struct.pack(">II", head.width << 16, head.height << 16)
    track = full_box(
        b"tkhd", 0, 3, struct.pack(">IIIII8xHHHH", 0, 0, TRACK, 0, 0, 0, 0, 0, 0), _MATRIX, shown
    )
    movie = full_box(
        b"mvhd",
        0,
        0,
        struct.pack(">IIIIIH10x", 0, 0, CLOCK_90K, 0, 0x10000, 0x100),
        _MATRIX,
        bytes(24),
        b"\0\0\0\2",
    )
    extends = box(b"mvex", full_box(b"trex", 0, 0, struct.pack(">IIIII", TRACK, 1, 0, 0, 0)))
    return box(b"moov", movie, box(b"trak", track, edit, media), extends)


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
