import struct
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.rtp.replay_mark import PROFILE, ReplayMark, ntp_time, read_mark

MOMENT = datetime(2024, 2, 14, 1, 0, 0, 250_000, tzinfo=UTC)
NTP = (3_916_861_200 << 32) + (1 << 30)


def extension(ntp: int = NTP, flags: int = 0, sequence: int = 0, *, profile: int = PROFILE) -> bytes:
    return struct.pack("!HHQBBxx", profile, 3, ntp, flags, sequence)


def test_a_mark_says_when_a_picture_was_recorded() -> None:
    assert read_mark(extension(sequence=7)) == ReplayMark(MOMENT, sequence=7)


def test_its_flags_are_told_apart() -> None:
    marks = [read_mark(extension(flags=flags)) for flags in (0x80, 0x40, 0x20, 0x10)]
    assert marks == [
        ReplayMark(MOMENT, clean=True),
        ReplayMark(MOMENT, before_gap=True),
        ReplayMark(MOMENT, after_gap=True),
        ReplayMark(MOMENT, last=True),
    ]


def test_what_is_reserved_is_not_looked_at() -> None:
    assert read_mark(extension(flags=0x0F)) == ReplayMark(MOMENT)


def test_what_follows_the_mark_is_not_looked_at() -> None:
    longer = struct.pack("!HHQBBxx", PROFILE, 5, NTP, 0, 0) + b"\xff\xd8\x00\x01" + bytes(4)
    assert read_mark(longer) == ReplayMark(MOMENT)


def test_another_extension_is_no_mark() -> None:
    assert read_mark(extension(profile=0xBEDE)) is None
    assert read_mark(b"") is None
    assert read_mark(extension()[:13]) is None


def test_a_camera_that_knows_no_time_marks_nothing() -> None:
    assert read_mark(extension(ntp=0)) is None


def test_times_go_on_when_32_bits_of_seconds_are_over_in_2036() -> None:
    last, first = ntp_time(0xFFFF_FFFF << 32), ntp_time(1)
    assert first - last == timedelta(seconds=1)
    assert last == datetime(2036, 2, 7, 6, 28, 15, tzinfo=UTC)


def test_flags_of_several_packets_join_and_the_first_time_stands() -> None:
    first, later = ReplayMark(MOMENT, clean=True), ReplayMark(MOMENT + timedelta(hours=1), last=True)
    assert first.joined(later) == ReplayMark(MOMENT, clean=True, last=True)


@given(st.binary(max_size=64))
def test_whatever_comes_a_mark_has_an_aware_time(octets: bytes) -> None:
    mark = read_mark(octets)
    assert mark is None or mark.at.tzinfo is UTC


@given(st.integers(1, 2**64 - 1), st.integers(0, 255), st.integers(0, 255), st.binary(max_size=8))
def test_all_marks_are_read(ntp: int, flags: int, sequence: int, behind: bytes) -> None:
    mark = read_mark(extension(ntp, flags, sequence) + behind)
    assert mark is not None
    assert mark.at == ntp_time(ntp)
    assert (mark.clean, mark.before_gap, mark.after_gap, mark.last) == tuple(
        flags & bit != 0 for bit in (0x80, 0x40, 0x20, 0x10)
    )


@given(st.integers(1, 2**64 - 2**32), st.integers(0, 2**31))
def test_a_later_ntp_time_is_no_earlier_moment_within_an_era(ntp: int, more: int) -> None:
    same_era = (ntp >> 63) == ((ntp + more) >> 63)
    assert not same_era or ntp_time(ntp + more) >= ntp_time(ntp)
