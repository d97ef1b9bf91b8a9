import struct
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.replay_clock import FARTHEST_90K, ReplayClock
from lokus_ingest.domain.rtp.replay_mark import PROFILE, ntp_time

SECOND_NTP = 1 << 32
FIRST = 3_916_861_200 << 32
AT = ntp_time(FIRST)
GAP_BEHIND, GAP_BEFORE, LAST = 0x40, 0x20, 0x10


def mark(seconds: float = 0.0, flags: int = 0) -> bytes:
    return struct.pack("!HHQBBxx", PROFILE, 3, FIRST + int(seconds * SECOND_NTP), flags, 0)


def placed(clock: ReplayClock, pts_90k: int | None, extension: bytes | None = None) -> datetime | None:
    if extension is not None and pts_90k is not None:
        clock.note(extension, pts_90k)
    replayed = clock.place(Picture(b"x", pts_90k))
    return None if replayed is None else replayed.at


def test_each_picture_has_the_time_of_its_own_mark() -> None:
    clock = ReplayClock()
    assert placed(clock, 90_000, mark(0)) == AT
    assert placed(clock, 93_600, mark(3600)) == AT + timedelta(hours=1)


def test_a_picture_without_a_mark_lies_beside_the_latest_that_has_one() -> None:
    clock = ReplayClock()
    placed(clock, 90_000, mark(0))
    assert placed(clock, 93_600) == AT + timedelta(milliseconds=40)
    assert placed(clock, 86_400) == AT - timedelta(milliseconds=40)


def test_a_picture_far_from_any_mark_has_no_time() -> None:
    clock = ReplayClock()
    assert placed(clock, 0) is None
    placed(clock, 0, mark(0))
    assert placed(clock, FARTHEST_90K + 1) is None
    assert placed(clock, None) is None


def test_another_extension_changes_nothing() -> None:
    clock = ReplayClock()
    placed(clock, 0, mark(0))
    clock.note(b"\xbe\xde\x00\x01" + bytes(4), 3600)
    assert placed(clock, 3600) == AT + timedelta(milliseconds=40)


def test_a_gap_is_told_of_the_picture_behind_it_whichever_side_marked_it() -> None:
    clock, told = ReplayClock(), []
    for number, flags in enumerate((0, GAP_BEFORE, GAP_BEHIND, 0, 0)):
        clock.note(mark(number, flags), number * 3600)
        replayed = clock.place(Picture(b"x", number * 3600))
        assert replayed is not None
        told.append(replayed.after_gap)
    assert told == [False, True, False, True, False]


def test_the_last_is_told_though_only_a_later_packet_of_it_says_so() -> None:
    clock = ReplayClock()
    clock.note(mark(0), 0)
    clock.note(mark(0, LAST), 0)
    replayed = clock.place(Picture(b"x", 0))
    assert replayed is not None
    assert replayed.last


@given(st.lists(st.tuples(st.binary(max_size=24), st.integers(-(2**40), 2**40))))
def test_whatever_a_camera_marks_is_borne(noted: list[tuple[bytes, int]]) -> None:
    clock = ReplayClock()
    for extension, pts_90k in noted:
        clock.note(extension, pts_90k)
        clock.place(Picture(b"x", pts_90k))
