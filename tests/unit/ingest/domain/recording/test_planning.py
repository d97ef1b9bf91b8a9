import asyncio

import pytest

from lokus_ingest.application.recording.clips import Clips
from lokus_ingest.domain.recording.joining import Placed
from lokus_ingest.domain.recording.opening import read_movie
from lokus_ingest.domain.recording.planning import Scanned, Wanted, planned
from lokus_proto.media import Codec
from unit.ingest.encoded import encoded
from unit.ingest.footage import SECOND, MemoryFootage
from unit.ingest.samples import KEY, NOON


def test_the_first_part_begins_at_the_key_frame_before_and_the_last_ends_behind_the_last_picture() -> None:
    footage = MemoryFootage()
    closed = footage.record(encoded(Codec.H264))
    whole = asyncio.run(Clips(footage).plan(KEY, Wanted(NOON, NOON + 9 * SECOND, None)))
    inner = asyncio.run(Clips(footage).plan(KEY, Wanted(NOON + SECOND, NOON + 1.5 * SECOND, None)))
    (all_of_it,), (part,) = whole.parts, inner.parts
    assert all_of_it.end_byte == closed.size_bytes
    assert all_of_it.start_byte < part.start_byte < part.end_byte < all_of_it.end_byte
    assert part.tracks[0].offset == -20 * 3600
    assert inner.start == NOON + SECOND


def test_a_segment_whose_pictures_are_all_too_late_gives_no_clip() -> None:
    footage = MemoryFootage()
    closed = footage.record(encoded(Codec.H264))
    movie = read_movie(footage.objects[closed.object])
    assert movie is not None
    fragments = asyncio.run(Clips(footage).plan(KEY, Wanted(NOON, NOON + SECOND, NOON + 5 * SECOND)))
    assert fragments.parts == ()
    with pytest.raises(ValueError, match="without video"):
        planned(
            [Scanned(Placed(closed), movie.__class__(movie.kind, movie.header, {}, movie.end), ())],
            Wanted(NOON, NOON + SECOND, None),
        )
