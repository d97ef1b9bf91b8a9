"""What follows from what ingest told during an acceptance test."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.stream_state import Measured, Phase, ReasonKind, StreamState
from lokus_registry.domain.life.acceptance_test import (
    CLOSING_SECONDS,
    Criterion,
    Expected,
    Outcome,
    Period,
    Told,
    evaluate,
)
from unit.registry.cast import MOMENT

PERIOD = Period(MOMENT, 10)
EXPECTED = Expected((Codec.H264,), 1280, 720, 12.5, 2.0)


def told(second: float, phase: Phase = Phase.DELIVERING, since: float = -60, **facts: Any) -> Told:
    measured = {"codec": Codec.H264, "width": 1280, "height": 720, "fps": 12.5, "gop_seconds": 2.0}
    state = StreamState(
        camera="c1",
        stream=StreamName.MAIN,
        phase=phase,
        since=MOMENT + timedelta(seconds=since),
        reason=None if phase is Phase.DELIVERING else ReasonKind.TIMED_OUT,
        measured=Measured(bitrate_bps=1, **measured | facts) if phase is Phase.DELIVERING else None,
    )
    return Told(MOMENT + timedelta(seconds=second), state)


def failed(criteria: list[Criterion]) -> list[str]:
    return [criterion.name for criterion in criteria if not criterion.passed]


def test_a_camera_that_delivers_what_is_expected_all_the_while_passes() -> None:
    outcome, criteria = evaluate(EXPECTED, PERIOD, [told(4), told(14)])
    assert outcome is Outcome.PASSED
    assert [criterion.name for criterion in criteria] == [
        "delivery",
        "codec",
        "width",
        "height",
        "fps",
        "gop",
    ]
    assert all(criterion.why is None for criterion in criteria)


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"codec": Codec.H265}, "codec"),
        ({"width": 640}, "width"),
        ({"height": 480}, "height"),
        ({"fps": 12.0}, "fps"),
        ({"gop_seconds": 4.0}, "gop"),
        ({"gop_seconds": None}, "gop"),
    ],
)
def test_each_thing_that_falls_short_is_told_with_what_was_seen(facts: dict[str, Any], name: str) -> None:
    outcome, criteria = evaluate(EXPECTED, PERIOD, [told(11, **facts)])
    assert (outcome, failed(criteria)) == (Outcome.FAILED, [name])
    [criterion] = [each for each in criteria if each.name == name]
    assert criterion.why is not None


def test_one_measure_that_falls_short_is_enough() -> None:
    assert failed(evaluate(EXPECTED, PERIOD, [told(1), told(5, fps=6.0), told(12)])[1]) == ["fps"]


def test_one_picture_more_or_less_in_the_count_does_not_matter() -> None:
    assert evaluate(EXPECTED, PERIOD, [told(12, fps=12.4, gop_seconds=2.01)])[0] is Outcome.PASSED


def test_a_break_fails_the_delivery_and_says_which() -> None:
    outcome, criteria = evaluate(
        EXPECTED, PERIOD, [told(3, Phase.STALLED, 3), told(5, since=5), told(12, since=5)]
    )
    assert (outcome, failed(criteria)) == (Outcome.FAILED, ["delivery"])
    assert criteria[0].seen == "stalled (timed_out)"


def test_pictures_that_began_within_the_test_are_no_unbroken_delivery() -> None:
    assert failed(evaluate(EXPECTED, PERIOD, [told(12, since=2)])[1]) == ["delivery"]


def test_a_camera_without_pictures_fails_everything_that_was_expected() -> None:
    outcome, criteria = evaluate(EXPECTED, PERIOD, [told(11, Phase.FAILED, -100)])
    assert outcome is Outcome.FAILED
    assert failed(criteria) == ["delivery", "codec", "width", "height", "fps", "gop"]


@pytest.mark.parametrize("heard", [[], [told(3), told(9)]], ids=["nothing", "nothing after the end"])
def test_what_ingest_did_not_tell_of_is_nobodys_fault(heard: list[Told]) -> None:
    assert not PERIOD.is_closed_by(heard)
    assert evaluate(EXPECTED, PERIOD, heard) == (Outcome.UNMEASURED, [])


def test_a_test_is_given_up_once_no_state_will_come() -> None:
    late = MOMENT + timedelta(seconds=10 + CLOSING_SECONDS)
    assert PERIOD.is_given_up(late)
    assert not PERIOD.is_given_up(late - timedelta(seconds=1))


def test_what_does_not_matter_is_not_judged() -> None:
    outcome, criteria = evaluate(Expected(), PERIOD, [told(11, width=1)])
    assert (outcome, [criterion.name for criterion in criteria]) == (Outcome.PASSED, ["delivery"])


@given(st.lists(st.tuples(st.sampled_from(Phase), st.floats(0, 20), st.floats(0, 30))), st.floats(0, 60))
def test_whoever_passes_delivered_at_the_minimum_at_every_state(
    states: list[tuple[Phase, float, float]], bound: float
) -> None:
    heard = [told(second, phase, -1, fps=fps) for phase, second, fps in states]
    outcome, _ = evaluate(Expected(min_fps=bound), PERIOD, heard)
    slowest = [fps for phase, _, fps in states if phase is Phase.DELIVERING]
    if outcome is Outcome.PASSED:
        assert {phase for phase, _, _ in states} == {Phase.DELIVERING}
        assert min(slowest) + 0.2 >= bound
