from dataclasses import replace

import pytest

from lokus_ingest.domain.recording.boxes import box, inside
from lokus_ingest.domain.recording.opening import Movie, entries, opening, parameter_sets, read_movie
from lokus_ingest.domain.recording.samples import parameter_sets as sets_of
from lokus_ingest.domain.recording.segment import head_boxes
from lokus_proto.media import Codec
from unit.ingest.domain.recording.test_segment import HEAD
from unit.ingest.encoded import encoded
from unit.ingest.samples import NOON

UNREADABLE = box(b"trak", box(b"tkhd", bytes(20)), box(b"mdia", box(b"mdhd")))


def head(codec: Codec, shift_90k: int = 0) -> bytes:
    facts = HEAD.model_copy(update={"codec": codec, "shift_90k": shift_90k})
    return head_boxes(facts, sets_of(codec, encoded(codec)[0].payload))


def movie(codec: Codec, shift_90k: int = 0) -> Movie:
    found = read_movie(head(codec, shift_90k))
    assert found is not None
    return found


@pytest.mark.parametrize("codec", list(Codec))
def test_a_segment_s_head_tells_its_tracks_and_parameter_sets(codec: Codec) -> None:
    found = movie(codec, 3600)
    track = found.tracks[1]
    assert (track.timescale, track.edit_start, found.end) == (90_000, 3600, len(head(codec, 3600)))
    sets = sets_of(codec, encoded(codec)[0].payload)
    assert parameter_sets(track.entry) == b"".join(len(each).to_bytes(4, "big") + each for each in sets)


def test_a_head_that_is_not_whole_is_read_once_there_is_more() -> None:
    content = head(Codec.H264)
    for length in range(len(content)):
        assert read_movie(content[:length]) is None
    with pytest.raises(ValueError, match="without a head"):
        read_movie(box(b"moof"))
    with pytest.raises(ValueError, match="cannot be read"):
        read_movie(box(b"moov", box(b"mvhd", bytes(20)), UNREADABLE))


def test_the_opening_says_when_the_clip_was_and_where_it_begins() -> None:
    content = opening([movie(Codec.H264)], {1: 1234}, NOON, 90_000)
    found = read_movie(content)
    assert found is not None
    assert found.tracks[1].edit_start == 1234
    seconds = int.from_bytes(inside(content, b"moov", b"mvhd")[4:8], "big")
    assert seconds - 2_082_844_800 == NOON.timestamp()
    assert int.from_bytes(inside(content, b"moov", b"mvex", b"mehd")[4:], "big") == 90_000


def test_tracks_and_sample_entries_of_all_segments_are_there_once() -> None:
    one = movie(Codec.H264)
    sound = replace(one.tracks[1], number=2, entry=b"\0\0\0\x08mp4a")
    other = replace(one.tracks[1], entry=one.tracks[1].entry + b"")
    with_sound = replace(one, tracks={1: other, 2: sound})
    assert len(entries([one, with_sound], 1)) == 1
    content = opening([one, with_sound], {1: 0, 2: 5}, NOON, 1)
    assert content.count(b"trak") == content.count(b"trex") == 2
    changed = replace(one, tracks={1: replace(one.tracks[1], entry=one.tracks[1].entry[:-1] + b"\xff")})
    content = opening([one, changed], {1: 0}, NOON, 1)
    assert (content.count(b"avc1"), content.count(b"avc3")) == (0, 2)
