"""Notifications become beginnings and ends."""

from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.onvif.open_events import MOST_OPEN, OpenEvents
from lokus_ingest.domain.onvif.topics import Told
from lokus_proto.v1.event import DeviceEventEnded, DeviceEventRaised, EndReason, EventKind

AT = datetime(2026, 2, 14, 8, tzinfo=UTC)


def events() -> OpenEvents:
    numbers = count(1)
    return OpenEvents("c1", lambda: f"e{next(numbers)}")


def told(source: str, *, on: bool, kind: EventKind = EventKind.MOTION) -> Told:
    return Told(kind, source, on)


def test_an_event_begins_once_and_ends_once() -> None:
    open_events = events()
    raised = open_events.take(told("a", on=True), AT)
    assert isinstance(raised, DeviceEventRaised)
    assert (raised.event, raised.kind, raised.input) == ("e1", EventKind.MOTION, "a")
    assert open_events.take(told("a", on=True), AT) is None
    ended = open_events.take(told("a", on=False), AT + timedelta(seconds=9))
    assert isinstance(ended, DeviceEventEnded)
    assert (ended.event, ended.reason) == ("e1", EndReason.QUIET)
    assert ended.ended_at - ended.raised_at == timedelta(seconds=9)
    assert open_events.take(told("a", on=False), AT) is None


def test_two_inputs_of_a_kind_are_two_events() -> None:
    open_events = events()
    assert open_events.take(told("a", on=True), AT) is not None
    assert open_events.take(told("b", on=True), AT) is not None


def test_what_is_open_when_the_device_is_lost_ends_so() -> None:
    open_events = events()
    open_events.take(told("a", on=True), AT)
    open_events.take(told("b", on=True), AT)
    assert [(each.event, each.reason) for each in open_events.lose(AT)] == [
        ("e1", EndReason.STREAM_LOST),
        ("e2", EndReason.STREAM_LOST),
    ]
    assert open_events.lose(AT) == []


def test_a_device_with_ever_new_inputs_does_not_grow_without_bound() -> None:
    open_events = events()
    begun = [open_events.take(told(str(number), on=True), AT) for number in range(2 * MOST_OPEN)]
    assert sum(event is not None for event in begun) == MOST_OPEN


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans())))
def test_whatever_comes_each_event_that_begins_ends_exactly_once(states: list[tuple[str, bool]]) -> None:
    open_events = events()
    changes = [open_events.take(told(source, on=on), AT) for source, on in states]
    all_of_them = [*(each for each in changes if each is not None), *open_events.lose(AT)]
    begun = [each.event for each in all_of_them if isinstance(each, DeviceEventRaised)]
    over = [each.event for each in all_of_them if isinstance(each, DeviceEventEnded)]
    assert sorted(begun) == sorted(over)
    assert len(set(over)) == len(over)
