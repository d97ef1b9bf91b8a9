"""RTP times over runs."""

from datetime import timedelta

from lokus_access_gateway.domain.timeline import Timeline
from support.gateway_facts import NOON, unit


def test_the_first_picture_is_at_zero_and_the_rest_keep_their_distances() -> None:
    timeline = Timeline()
    assert [timeline.place_90k(unit(seq)) for seq in (10, 11, 15)] == [0, 3600, 18000]


def test_a_new_run_goes_on_later_by_as_much_as_its_first_picture_was_captured_later() -> None:
    timeline = Timeline()
    timeline.place_90k(unit(0))
    later = unit(0, run=2, captured_at=NOON + timedelta(seconds=2))
    assert timeline.place_90k(later) == 180_000
    assert timeline.place_90k(unit(1, run=2, captured_at=NOON + timedelta(seconds=2.04))) == 183_600


def test_time_never_stands_still_or_goes_back_at_a_new_run() -> None:
    timeline = Timeline()
    last = timeline.place_90k(unit(5))
    assert timeline.place_90k(unit(0, run=2, captured_at=NOON)) > last
