from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.recording.sound_track import SoundTrack
from lokus_ingest.domain.sound import Sound, SoundFormat
from lokus_proto.v1.recording import SoundCodec

AAC = SoundFormat(SoundCodec.AAC, 16_000, 1, 1024, b"\x14\x08")
UNIT_90K = 5760


def sounds(*times_90k: int) -> list[Sound]:
    return [Sound(bytes(10), time, AAC) for time in times_90k]


def test_sounds_follow_one_another_though_their_times_wander() -> None:
    track = SoundTrack(AAC, 1000)
    stretch = track.stretch(sounds(1000, 1000 + UNIT_90K + 90, 1000 + 2 * UNIT_90K - 90))
    assert stretch is not None
    assert (stretch.start, stretch.facts) == (0, ((1024, 10),) * 3)


def test_a_gap_stays_a_gap() -> None:
    track = SoundTrack(AAC, 0)
    stretch = track.stretch(sounds(0, 90_000))
    assert stretch is not None
    assert stretch.facts == ((16_000, 10), (1024, 10))
    later = track.stretch(sounds(900_000))
    assert later is not None
    assert later.start == 160_000


def test_what_overlaps_or_lies_before_is_left_out() -> None:
    track = SoundTrack(AAC, 0)
    stretch = track.stretch(sounds(-UNIT_90K, 0, UNIT_90K, 0, 2 * UNIT_90K))
    assert stretch is not None
    assert stretch.facts == ((1024, 10),) * 3
    assert track.stretch(sounds(0)) is None


def test_sound_of_another_format_is_left_out() -> None:
    other = Sound(bytes(160), 0, SoundFormat(SoundCodec.PCMA, 8000, 1))
    assert SoundTrack(AAC, 0).stretch([other]) is None


@given(st.lists(st.lists(st.integers(-(10**7), 10**7), max_size=9), max_size=5))
def test_times_only_grow(fragments: list[list[int]]) -> None:
    track, ends = SoundTrack(AAC, 0), [0]
    for times in fragments:
        stretch = track.stretch(sounds(*times))
        if stretch is not None:
            assert stretch.start >= ends[-1]
            ends.append(stretch.start + sum(duration for duration, _ in stretch.facts))
            assert all(duration >= 1024 for duration, _ in stretch.facts)
    assert all(later > earlier for earlier, later in pairwise(ends))
