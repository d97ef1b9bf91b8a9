import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.recording.boxes import box, full_box, inside, whole_boxes
from lokus_ingest.domain.recording.fragment import Fragments
from lokus_ingest.domain.recording.moving import Layout, moved, read_trafs
from lokus_ingest.domain.recording.traf import Traf
from lokus_proto.v1.footage import ClipTrack
from unit.ingest.domain.recording.test_fragment import at, moof
from unit.ingest.domain.recording.test_traf import of_sound

FRAGMENT, _ = Fragments(0, 0).make(at([0, 3600, 7200]), None)
MOOF = moof(FRAGMENT)


def written(layout: Layout, fragment: bytes = FRAGMENT) -> bytes:
    return b"".join(
        each if isinstance(each, bytes) else fragment[each.start : each.stop] for each in layout.stretches
    )


def samples(fragment: bytes) -> list[bytes]:
    _, trafs = read_trafs(moof(fragment))
    return [
        fragment[sample.place : sample.place + sample.size_bytes]
        for traf in trafs
        for sample in traf.samples()
    ]


def test_a_fragment_that_is_not_moved_stays_as_it_is() -> None:
    assert written(moved(MOOF, (), 0)) == FRAGMENT


def test_a_fragment_is_moved_with_its_samples() -> None:
    later = written(moved(MOOF, (ClipTrack(track=1, offset=90_000, shift=100),), 7))
    number, (traf,) = read_trafs(moof(later))
    assert (number, traf.start) == (8, 90_000)
    assert [sample.shown for sample in traf.samples()] == [90_100, 93_700, 97_300]
    assert samples(later) == samples(FRAGMENT)
    assert len(later) == len(FRAGMENT)


def test_what_is_shown_later_stays_out_with_its_bytes() -> None:
    shorter = written(moved(MOOF, (ClipTrack(track=1, offset=0, leave=7200),), 0))
    assert samples(shorter) == samples(FRAGMENT)[:2]
    assert [found.end for found in whole_boxes(shorter)][-1] == len(shorter)


def test_parameter_sets_stand_in_front_of_the_key_frame_and_another_entry_describes_it() -> None:
    sets = b"\0\0\0\2ab"
    other = written(moved(MOOF, (ClipTrack(track=1, offset=0, entry=2, prefix=sets),), 0))
    first, *rest = samples(FRAGMENT)
    assert samples(other) == [sets + first, *rest]
    assert read_trafs(moof(other))[1][0].defaults[0] == 2


def test_every_track_is_moved_by_its_own_ticks() -> None:
    video = inside(MOOF, b"moof", b"traf")
    both = box(
        b"moof", full_box(b"mfhd", 0, 0, struct.pack(">I", 1)), box(b"traf", video), box(b"traf", of_sound())
    )
    layout = moved(both, (ClipTrack(track=1, offset=90), ClipTrack(track=2, offset=48, leave=2000)), 0)
    head = layout.stretches[0]
    assert isinstance(head, bytes)
    _, (picture, sound) = read_trafs(moof(head))
    assert (picture.start, sound.start) == (90, 53)
    assert len(sound.samples()) == 2
    sizes = [len(stretch) for stretch in layout.stretches[1:]]
    assert [traf.samples()[0].place for traf in (picture, sound)] == [len(head), len(head) + sizes[0]]


@given(st.integers(0, 400), st.integers(1, 400))
def test_any_part_of_it_is_the_same_bytes(skip: int, most_bytes: int) -> None:
    layout = moved(MOOF, (ClipTrack(track=1, offset=1, prefix=b"abc"),), 0)
    whole = written(layout)
    part = written(Layout(tuple(layout.behind(skip, most_bytes))))
    assert part == whole[skip : skip + most_bytes]
    assert layout.size_bytes == len(whole)


def test_what_is_no_fragment_is_told() -> None:
    with pytest.raises(ValueError, match="without tracks"):
        read_trafs(box(b"moof"))
    with pytest.raises(ValueError, match="track"):
        Traf.read(b"")
