"""What this process has counted since it began; metrics read it, the event loop alone writes it."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from lokus_ingest.domain.recording.disk import Disk
from lokus_proto.v1.event import EventKind
from lokus_proto.v1.probe import ProbeReason
from lokus_proto.v1.stream_state import ReasonKind


class Loss(StrEnum):
    """Why an access unit that somebody wanted was not sent."""

    QUEUE = "queue"
    BUS = "bus"


@dataclass(slots=True)
class Tally:
    """Counts only grow, but for what stands now: `held_hours`, `stray_cameras`, `disk_full`, `disks_used`.

    `passed_over`: pictures without a key frame before them; `admitted`: connects.
    """

    units: int = 0
    unit_bytes: int = 0
    passed_over: int = 0
    runs: int = 0
    published: int = 0
    published_bytes: int = 0
    lost: Counter[Loss] = field(default_factory=Counter)
    failures: Counter[ReasonKind] = field(default_factory=Counter)
    admitted: int = 0
    admission_wait_seconds: float = 0.0
    absence_seconds: float = 0.0
    takeovers: int = 0
    states_told: int = 0
    states_untold: int = 0
    reports_sent: int = 0
    reports_lost: int = 0
    device_subscriptions: int = 0
    device_events: Counter[EventKind] = field(default_factory=Counter)
    device_failures: Counter[ProbeReason] = field(default_factory=Counter)
    key_frames_asked: int = 0
    recorded: int = 0
    recorded_bytes: int = 0
    unrecorded: int = 0
    sounds: int = 0
    sounds_dropped: int = 0
    segments_kept: int = 0
    keeping_failures: int = 0
    late_segments: int = 0
    hours_expired: int = 0
    hours_expended: int = 0
    stray_cameras: int = 0
    held_hours: int = 0
    disk_full: bool = False
    disks_used: dict[Disk, float] = field(default_factory=dict)
    footage_answers: int = 0
    footage_bytes: int = 0
