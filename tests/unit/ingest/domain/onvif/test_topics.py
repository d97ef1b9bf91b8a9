"""What notifications mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.onvif.topics import Notification, kinds, meaning, plain
from lokus_proto.v1.event import EventKind


@pytest.mark.parametrize(
    ("topic", "item", "value", "kind", "on"),
    [
        ("tns1:RuleEngine/CellMotionDetector/Motion", "IsMotion", "true", EventKind.MOTION, True),
        ("tns1:VideoSource/tns1:MotionAlarm", "State", "0", EventKind.MOTION, False),
        (" \n tns1:RuleEngine/TamperDetector/Tamper \n", "IsTamper", "1", EventKind.TAMPER, True),
        ("Device/Trigger/DigitalInput", "LogicalState", "FALSE", EventKind.DIGITAL_INPUT, False),
    ],
)
def test_topics_are_known_whatever_their_prefixes(
    topic: str, item: str, value: str, kind: EventKind, *, on: bool
) -> None:
    told = meaning(Notification(topic, (("Token", "1"),), {item: value}))
    assert told is not None
    assert (told.kind, told.on) == (kind, on)


def test_inputs_of_one_kind_are_told_apart() -> None:
    topic, values = "tns1:Device/Trigger/DigitalInput", {"LogicalState": "true"}
    first = meaning(Notification(topic, (("InputToken", "1"),), values))
    second = meaning(Notification(topic, (("InputToken", "2"),), values))
    assert first is not None
    assert second is not None
    assert first.source != second.source


@pytest.mark.parametrize(
    ("topic", "values"),
    [
        ("tns1:Monitoring/ProcessorUsage", {"Value": "0.4"}),
        ("tns1:VideoSource/MotionAlarm", {}),
        ("tns1:VideoSource/MotionAlarm", {"State": "maybe"}),
    ],
)
def test_what_is_not_known_or_has_no_state_means_nothing(topic: str, values: dict[str, str]) -> None:
    assert meaning(Notification(topic, (), values)) is None


def test_kinds_are_told_once_each() -> None:
    topics = ["/VideoSource/MotionAlarm", "tns1:RuleEngine/CellMotionDetector/Motion", "/Device/Trigger"]
    assert kinds(topics) == (EventKind.MOTION,)


@given(st.text())
def test_a_plain_topic_stays_as_it_is(topic: str) -> None:
    assert plain(plain(topic)) == plain(topic)
