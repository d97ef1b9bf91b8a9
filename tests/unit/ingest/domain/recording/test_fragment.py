import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.recording.boxes import box, whole_boxes
from lokus_ingest.domain.recording.fragment import Fragments, Stretch, read_stretch, shift_90k
from lokus_ingest.domain.sound import Sound, SoundFormat
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.v1.recording import SoundCodec
from unit.ingest.samples import IDR, NOON, SETS, SLICE

orders = st.lists(st.integers(0, 20), min_size=1, max_size=20, unique=True)


def at(times_90k: list[int]) -> list[AccessUnit]:
    payloads = [SETS + IDR] + [SLICE] * (len(times_90k) - 1)
    return [
        AccessUnit(Codec.H264, time, seq == 0, 1, seq, NOON, payload)
        for seq, (time, payload) in enumerate(zip(times_90k, payloads, strict=True))
    ]


def moof(fragment: bytes) -> bytes:
    found = next(whole_boxes(fragment))
    return fragment[found.start : found.end]


def test_a_fragment_says_what_it_holds() -> None:
    fragment, stretch = Fragments(9000, 0).make(at([9000, 12600, 16200]), 19800)
    assert stretch == Stretch(frames=3, key_frame=True, start_90k=0, end_90k=10800)
    assert read_stretch(moof(fragment)) == stretch
    assert [found.kind for found in whole_boxes(fragment)] == [b"moof", b"mdat"]


def test_the_last_picture_lasts_as_long_as_the_one_before_it() -> None:
    _, stretch = Fragments(0, 0).make(at([0, 3000]), None)
    assert stretch.end_90k == 6000


def test_a_fragment_follows_the_one_before() -> None:
    fragments = Fragments(0, 0)
    fragments.make(at([0, 3600]), 7200)
    _, second = fragments.make(at([7200, 10800]), None)
    assert (second.start_90k, second.end_90k) == (7200, 14400)


def test_pictures_out_of_order_are_shifted_by_what_they_need() -> None:
    assert shift_90k(at([0, 3600, 7200])) == 0
    assert shift_90k(at([0, 10800, 3600, 7200])) == 3600


@given(st.lists(orders, min_size=1, max_size=4))
def test_decoding_times_only_grow(gops: list[list[int]]) -> None:
    fragments = Fragments(0, 0)
    stretches = [fragments.make(at([time * 3600 for time in gop]), None)[1] for gop in gops]
    for earlier, later in itertools.pairwise(stretches):
        assert earlier.start_90k < earlier.end_90k <= later.start_90k


def test_what_is_no_fragment_of_ours_is_told() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        read_stretch(box(b"moof", box(b"traf", box(b"tfdt", b"1"))))


def test_sound_that_comes_after_its_pictures_is_a_fragment_without_any() -> None:
    sound = SoundFormat(SoundCodec.PCMA, 8000, 1)
    fragments = Fragments(0, 0, sound)
    fragments.make(at([0, 3600]), 7200)
    rest = fragments.rest([Sound(bytes(160), 5400, sound), Sound(bytes(160), 7200, sound)])
    assert rest is not None
    assert rest[1] == read_stretch(moof(rest[0]))
    assert rest[1] == Stretch(frames=0, key_frame=False, start_90k=7200, end_90k=7200, sounds=2)
    assert Fragments(0, 0).rest([Sound(bytes(160), 0, sound)]) is None
