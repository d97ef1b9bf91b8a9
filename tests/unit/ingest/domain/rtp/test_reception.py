import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.rtp.reception import MAX_DROPOUT, Reception, Restarted


def received(*sequences: int) -> Reception:
    reception = Reception(1, sequences[0], 90_000)
    for sequence in sequences:
        if reception.place(sequence % 65_536) is not None:
            reception.in_order(1)
    return reception


def test_sequence_numbers_go_on_beyond_their_16_bits() -> None:
    reception = received(65_534, 65_535, 65_536, 65_537)
    assert (reception.highest, reception.packets, reception.lost) == (65_537, 4, 0)


def test_what_is_missing_is_lost_and_what_comes_then_is_late() -> None:
    reception = received(10, 11, 14, 12, 15)
    assert (reception.packets, reception.lost, reception.late) == (4, 2, 1)


def test_a_sequence_from_elsewhere_is_a_restart() -> None:
    reception = received(10)
    with pytest.raises(Restarted):
        reception.place(11 + MAX_DROPOUT)


def test_the_fraction_lost_is_that_of_the_time_since_it_was_asked() -> None:
    reception = received(0, 1, 4, 5, 6, 7)
    assert reception.fraction_lost() == 2 * 256 // 8
    assert reception.fraction_lost() == 0
    for sequence in (8, 11):
        reception.place(sequence)
        reception.in_order(1)
    assert reception.fraction_lost() == 128


def test_jitter_is_nothing_while_packets_come_as_their_clock_says() -> None:
    reception = Reception(1, 0, 90_000)
    for number in range(100):
        reception.time(number * 3600, number * 0.04)
    assert reception.jitter_seconds == pytest.approx(0)


def test_jitter_nears_how_far_packets_come_off_their_time() -> None:
    reception = Reception(1, 0, 90_000)
    for number in range(200):
        reception.time(number * 3600, number * 0.04 + number % 2 * 0.01)
    assert reception.jitter_seconds == pytest.approx(0.01, rel=0.01)


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(-(2**31) + 1, 2**31 - 1), max_size=20))
def test_timestamps_go_on_beyond_their_32_bits(first: int, steps: list[int]) -> None:
    reception, expected = Reception(1, 0, 90_000), first
    assert reception.time(first, 0.0) == first
    for step in steps:
        expected += step
        assert reception.time(expected % 2**32, 0.0) == expected
