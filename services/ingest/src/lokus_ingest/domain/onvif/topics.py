"""What a device's notifications mean: topics, as devices really write them, to kinds of events.

Prefixes (`tns1:`) differ from device to device and say nothing here. A topic that is not listed,
or that carries no state, means nothing to Lokus (ONVIF Core, section 9; Imaging; Analytics).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lokus_proto.v1.event import EventKind

TOPICS: Final[Mapping[str, tuple[EventKind, str]]] = {
    "RuleEngine/CellMotionDetector/Motion": (EventKind.MOTION, "IsMotion"),
    "RuleEngine/MotionRegionDetector/Motion": (EventKind.MOTION, "State"),
    "VideoSource/MotionAlarm": (EventKind.MOTION, "State"),
    "VideoAnalytics/MotionDetection": (EventKind.MOTION, "State"),
    "RuleEngine/TamperDetector/Tamper": (EventKind.TAMPER, "IsTamper"),
    "VideoSource/GlobalSceneChange/AnalyticsService": (EventKind.TAMPER, "State"),
    "VideoSource/GlobalSceneChange/ImagingService": (EventKind.TAMPER, "State"),
    "VideoSource/ImageTooDark/AnalyticsService": (EventKind.TAMPER, "State"),
    "VideoSource/ImageTooDark/ImagingService": (EventKind.TAMPER, "State"),
    "VideoSource/ImageTooBlurry/AnalyticsService": (EventKind.TAMPER, "State"),
    "VideoSource/ImageTooBlurry/ImagingService": (EventKind.TAMPER, "State"),
    "Device/Trigger/DigitalInput": (EventKind.DIGITAL_INPUT, "LogicalState"),
}
_ON: Final = frozenset({"true", "1", "on", "active"})
_OFF: Final = frozenset({"false", "0", "off", "inactive"})


@dataclass(frozen=True, slots=True)
class Notification:
    """One message of a device: its topic and the simple items of its `Source` and `Data`."""

    topic: str
    source: tuple[tuple[str, str], ...]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What a notification means: `source` tells apart several inputs or rules of one kind."""

    kind: EventKind
    source: str
    on: bool


def meaning(notification: Notification) -> Told | None:
    """What it tells, or None if that is nothing to us."""
    topic = plain(notification.topic)
    if topic not in TOPICS:
        return None
    kind, item = TOPICS[topic]
    state = notification.values.get(item, "").strip().lower()
    if state not in _ON | _OFF:
        return None
    source = ",".join(f"{name}={value}" for name, value in sorted(notification.source))
    return Told(kind, f"{topic}?{source}", state in _ON)


def plain(topic: str) -> str:
    """The topic without namespace prefixes."""
    steps = (step.rpartition(":")[2].strip() for step in topic.split("/"))
    return "/".join(step for step in steps if step)


def kinds(topics: Iterable[str]) -> tuple[EventKind, ...]:
    """Which kinds of events a device can tell of, by its topics, in the order of their declaration."""
    found = {TOPICS[topic][0] for each in topics if (topic := plain(each)) in TOPICS}
    return tuple(kind for kind in EventKind if kind in found)
