"""An event loop that was away, in stepped time."""

import pytest

from lokus_ingest.application.attention import LATE_SECONDS, LOOK_SECONDS, Attention
from lokus_ingest.application.tally import Tally
from support.clock import VirtualClock


class Rig:
    def __init__(self) -> None:
        self.clock, self.tally = VirtualClock(100.0), Tally()
        self.absences: list[tuple[float, float]] = []
        self.attention = Attention(self.clock, self.tally, lambda *when: self.absences.append(when))

    def pass_time(self, seconds: float) -> None:
        self.clock.seconds += seconds


def test_a_loop_that_comes_to_look_was_not_away() -> None:
    rig = Rig()
    for _ in range(100):
        rig.pass_time(LOOK_SECONDS + LATE_SECONDS * 0.9)
        rig.attention.look()
    assert rig.absences == []
    assert rig.attention.back_seconds == 100.0


def test_an_absence_is_told_from_when_the_next_look_was_due() -> None:
    rig = Rig()
    rig.pass_time(7.25)
    rig.attention.look()
    assert rig.absences == [(100.0 + LOOK_SECONDS, 107.25)]
    assert rig.tally.absence_seconds == 7.0


def test_whoever_asks_first_after_an_absence_is_told_that_the_loop_is_just_back() -> None:
    rig = Rig()
    rig.pass_time(7.0)
    assert rig.attention.back_seconds == 107.0
    rig.pass_time(1.0)
    assert rig.attention.back_seconds == 107.0
    assert len(rig.absences) == 1


def test_a_loop_that_is_away_again_and_again_is_told_of_once_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = Rig()
    for _ in range(12):
        rig.pass_time(10.0)
        rig.attention.look()
    assert len(rig.absences) == 12
    assert [record.message for record in caplog.records] == [
        "the event loop was away for 9.8 s: this process needs more CPU"
    ] * 2
