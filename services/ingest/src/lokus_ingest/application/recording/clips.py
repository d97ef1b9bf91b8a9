"""Clips of what is recorded: first what one is put together of, then its bytes, piece by piece.

Nothing is kept between two questions, so any worker answers any of them; of a segment no more is held than
the heads of its fragments, and of its pictures no more than one answer.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from lokus_ingest.application.recording.ports import Footage
from lokus_ingest.application.recording.together import together
from lokus_ingest.domain.recording.boxes import HEADER_BYTES, whole_boxes
from lokus_ingest.domain.recording.joining import Placed, joined
from lokus_ingest.domain.recording.moving import Stretch, moved
from lokus_ingest.domain.recording.opening import Movie, read_movie
from lokus_ingest.domain.recording.planning import Fragment, Scanned, Wanted, planned
from lokus_ingest.domain.recording.recorded import spans
from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.v1.footage import ClipPieceRequest, ClipReply, FootageRefusal
from lokus_proto.v1.recording import SegmentClosed

NEARBY: Final = timedelta(days=1)
_HEAD_BYTES: Final = 8 * 1024
_LARGEST_HEAD_BYTES: Final = 1024 * 1024
_LOOK_BYTES: Final = 128 * 1024
_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Given:
    """Bytes of a clip, and where the next are; None when the part is over."""

    content: bytes
    next_byte: int | None
    next_skip: int


class Clips:
    """Reads them from where recordings are kept."""

    def __init__(self, footage: Footage) -> None:
        self._footage = footage

    async def plan(self, key: StreamKey, wanted: Wanted) -> ClipReply:
        """What a clip is put together of; ValueError if a segment cannot be read, NotFound if one is gone."""
        found = await self._footage.segments(key, wanted.start, wanted.end)
        placed = joined(found, wanted.start, wanted.end)
        if (change := _change_of_codec(placed)) is not None:
            return change
        clip = planned(await self._scan(placed), wanted) if placed else None
        return clip if clip is not None else await self._nothing(key, wanted)

    async def piece(self, key: StreamKey, asked: ClipPieceRequest) -> Given:
        """Bytes of a clip; NotFound if the segment is gone, ValueError if it cannot be read."""
        part, byte, skip = asked.part, asked.byte, asked.skip
        name = f"{key.tenant}/{key.camera}/{part.segment}"
        window = _LOOK_BYTES if skip else asked.most_bytes
        held = await self._footage.read(name, byte, min(byte + window, part.end_byte))
        made: list[bytes] = []
        room, place = asked.most_bytes, 0
        while byte + place < part.end_byte and room > 0:
            fragment = _fragment(held, place)
            if fragment is None or (made and fragment.end_byte > len(held)):
                break
            layout = moved(fragment.moof, part.tracks, part.sequence)
            for stretch in layout.behind(skip, room):
                made.append(await self._bytes(name, stretch, byte, place, held))
                room -= len(stretch)
                skip += len(stretch)
            if skip < layout.size_bytes:
                return Given(b"".join(made), byte + place, skip)
            place, skip = fragment.end_byte, 0
        if not made:
            raise ValueError(f"{name} has no fragment at {byte}")
        over = byte + place >= part.end_byte
        return Given(b"".join(made), None if over else byte + place, 0)

    async def _bytes(self, name: str, stretch: Stretch, byte: int, place: int, held: bytes) -> bytes:
        if isinstance(stretch, bytes):
            return stretch
        start, stop = place + stretch.start, place + stretch.stop
        if stop <= len(held):
            return held[start:stop]
        return await self._footage.read(name, byte + start, byte + stop)

    async def _scan(self, placed: Sequence[Placed]) -> list[Scanned]:
        room = asyncio.Semaphore(_AT_ONCE)

        async def scan(number: int, each: Placed) -> Scanned:
            async with room:
                movie = await self._movie(each.closed)
                whole = number > 0 and each.enter_90k is None and each.leave_90k is None
                fragments = None if whole else [found async for found in self._fragments(each.closed, movie)]
                return Scanned(each, movie, None if fragments is None else tuple(fragments))

        return await together("read a segment", (scan(number, each) for number, each in enumerate(placed)))

    async def _movie(self, closed: SegmentClosed) -> Movie:
        for size_bytes in (_HEAD_BYTES, _LARGEST_HEAD_BYTES):
            head = await self._footage.read(closed.object, 0, min(size_bytes, closed.size_bytes))
            if (movie := read_movie(head)) is not None:
                return movie
        raise ValueError(f"{closed.object} has no head")

    async def _fragments(self, closed: SegmentClosed, movie: Movie) -> AsyncIterator[Fragment]:
        """Those of a segment, of which little more than their heads is read."""
        byte, start, held = movie.end, 0, b""
        while byte < closed.size_bytes:
            fragment = _fragment(held, byte - start) if start <= byte < start + len(held) else None
            if fragment is None:
                start, held = (
                    byte,
                    await self._footage.read(closed.object, byte, min(byte + _LOOK_BYTES, closed.size_bytes)),
                )
                if (fragment := _fragment(held, 0)) is None:
                    raise ValueError(f"{closed.object} has no fragment at {byte}")
            yield Fragment(start + fragment.start_byte, start + fragment.end_byte, fragment.moof)
            byte = start + fragment.end_byte

    async def _nothing(self, key: StreamKey, wanted: Wanted) -> ClipReply:
        start, end = wanted.start - NEARBY, wanted.end + NEARBY
        if wanted.floor is not None:
            start = max(start, wanted.floor)
        nearby = spans(await self._footage.segments(key, start, end))
        before = [span for span in nearby if start < span.end <= wanted.start][-1:]
        behind = [span for span in nearby if end > span.start >= wanted.end][:1]
        return ClipReply(
            refusal=FootageRefusal.NOTHING_RECORDED,
            detail="nothing is recorded of this time",
            nearest=tuple(before + behind),
        )


def _fragment(held: bytes, place: int) -> Fragment | None:
    """The fragment at a place of what is held, if its `moof` and the length of its `mdat` are there."""
    moof = next(whole_boxes(held, place), None)
    if moof is None or moof.end + HEADER_BYTES > len(held):
        return None
    if moof.kind != b"moof" or held[moof.end + 4 : moof.end + HEADER_BYTES] != b"mdat":
        raise ValueError("a segment with something else where a fragment must be")
    end = moof.end + int.from_bytes(held[moof.end : moof.end + 4], "big")
    return Fragment(moof.start, end, held[moof.start : moof.end])


def _change_of_codec(placed: Sequence[Placed]) -> ClipReply | None:
    for each in placed:
        if each.closed.codec is not placed[0].closed.codec:
            return ClipReply(
                refusal=FootageRefusal.CODEC_CHANGES,
                detail=f"the camera changed from {placed[0].closed.codec} to {each.closed.codec} at "
                f"{each.closed.start.isoformat()}: ask for two clips, one until then and one from then on",
            )
    return None
