"""All metrics of ingest, read from what it counts anyway when somebody scrapes.

Labels come from closed sets; no camera is one, for a city has thousands: a camera's own figures
are in its stream state.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from lokus_ingest.application.live_stream import LiveStream
from lokus_ingest.application.ownership import Ownership
from lokus_ingest.application.tally import Loss, Tally
from lokus_kit.clock import Clock
from lokus_proto.v1.event import EventKind
from lokus_proto.v1.probe import ProbeReason
from lokus_proto.v1.stream_state import Phase, Reader, ReasonKind

K = TypeVar("K", bound=StrEnum)


class IngestMetrics(Collector):
    """Registered once, at start."""

    def __init__(
        self,
        tally: Tally,
        streams: Callable[[], Iterable[LiveStream]],
        reports_waiting: Callable[[], int],
        admission_waiting: Callable[[], int],
    ) -> None:
        self._tally = tally
        self._streams = streams
        self._reports_waiting = reports_waiting
        self._admission_waiting = admission_waiting

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment."""
        tally, streams = self._tally, list(self._streams())
        phases = Counter(stream.phase for stream in streams)
        yield _gauge("lokus_ingest_streams", "Streams by phase", "phase", Phase, phases)
        sources = Counter(stream.reader for stream in streams if stream.reader is not None)
        yield _gauge("lokus_ingest_open_streams", "Streams by what reads them", "reader", Reader, sources)
        yield _plain_gauge("lokus_ingest_readers", "Live interests", sum(each.readers for each in streams))
        yield _count("lokus_ingest_access_units", "Access units pulled", tally.units)
        yield _count("lokus_ingest_access_unit_bytes", "Their size", tally.unit_bytes)
        yield _count("lokus_ingest_passed_over_pictures", "Pictures with no key frame", tally.passed_over)
        yield _count("lokus_ingest_runs", "Runs begun", tally.runs)
        yield _count("lokus_ingest_published_access_units", "Access units sent", tally.published)
        yield _count("lokus_ingest_published_bytes", "Their size", tally.published_bytes)
        yield _counts("lokus_ingest_lost_access_units", "Wanted, not sent", "where", Loss, tally.lost)
        yield _counts("lokus_ingest_failures", "Failures by reason", "reason", ReasonKind, tally.failures)
        waiting = self._admission_waiting()
        yield _plain_gauge("lokus_ingest_admission_waiting", "Streams that wait to connect", waiting)
        yield _count("lokus_ingest_admissions", "Connections let through", tally.admitted)
        waited_seconds = tally.admission_wait_seconds
        yield _count("lokus_ingest_admission_wait_seconds", "What they waited in all", waited_seconds)
        away_seconds = tally.absence_seconds
        yield _count("lokus_ingest_absence_seconds", "In which the event loop was away", away_seconds)
        yield _count("lokus_ingest_states_told", "States told", tally.states_told)
        yield _count("lokus_ingest_states_untold", "States that could not be told", tally.states_untold)
        yield _count("lokus_ingest_recorded_access_units", "Access units in the spool", tally.recorded)
        yield _count("lokus_ingest_recorded_bytes", "Their size", tally.recorded_bytes)
        yield _count("lokus_ingest_unrecorded_access_units", "Wanted, not recorded", tally.unrecorded)
        yield _count("lokus_ingest_heard_sounds", "Access units of sound to be recorded", tally.sounds)
        yield _count("lokus_ingest_dropped_sounds", "Those that were too many", tally.sounds_dropped)
        yield _count("lokus_ingest_kept_segments", "Segments in the store", tally.segments_kept)
        yield _count("lokus_ingest_keeping_failures", "Not taken by store or bus", tally.keeping_failures)
        yield _count("lokus_ingest_late_segments", "Segments of late footage kept", tally.late_segments)
        yield _count("lokus_ingest_expired_hours", "Recorded hours past retention", tally.hours_expired)
        yield _count("lokus_ingest_expended_hours", "Let go to make room", tally.hours_expended)
        yield _count("lokus_ingest_footage_answers", "Questions about footage", tally.footage_answers)
        yield _count("lokus_ingest_footage_bytes", "Sent in answer to them", tally.footage_bytes)
        yield _plain_gauge("lokus_ingest_held_hours", "Past retention, there for a hold", tally.held_hours)
        strays = tally.stray_cameras
        yield _plain_gauge("lokus_ingest_stray_cameras", "Recorded, unknown to the registry", strays)
        yield _gauge(
            "lokus_ingest_disk_used_ratio", "Part in use", "disk", tally.disks_used, tally.disks_used
        )
        yield _plain_gauge("lokus_ingest_disk_full", "1: nothing is recorded", int(tally.disk_full))
        waiting = self._reports_waiting()
        yield _plain_gauge("lokus_ingest_waiting_reports", "Delivery reports that wait for the bus", waiting)
        yield _count("lokus_ingest_sent_reports", "Delivery reports sent", tally.reports_sent)
        yield _count(
            "lokus_ingest_device_subscriptions", "Subscriptions to devices", tally.device_subscriptions
        )
        yield _counts("lokus_ingest_device_events", "Told by devices", "kind", EventKind, tally.device_events)
        failures = tally.device_failures
        yield _counts(
            "lokus_ingest_device_failures", "Of devices, by reason", "reason", ProbeReason, failures
        )
        yield _count("lokus_ingest_asked_key_frames", "Asked of devices", tally.key_frames_asked)
        yield _count("lokus_ingest_lost_reports", "Delivery reports let go unsent", tally.reports_lost)


class WorkerMetrics(Collector):
    """What this worker sees of the fleet; registered once, at start."""

    def __init__(self, ownership: Ownership, tally: Tally) -> None:
        self._ownership = ownership
        self._tally = tally

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment."""
        ownership = self._ownership
        yield _plain_gauge("lokus_ingest_workers", "Workers in sight, this one too", ownership.workers)
        yield _plain_gauge("lokus_ingest_owned_cameras", "Cameras that are ours", ownership.cameras)
        yield _plain_gauge("lokus_ingest_epoch", "Place that the workers' bucket reached", ownership.sequence)
        yield _count("lokus_ingest_takeovers", "Cameras taken over", self._tally.takeovers)


class SpoolMetrics(Collector):
    """What waits in the spool for the store; registered once, at start."""

    def __init__(
        self, waiting: Callable[[], int], since: Callable[[], datetime | None], clock: Clock
    ) -> None:
        self._waiting = waiting
        self._since = since
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment."""
        since, now = self._since(), self._clock.now()
        age_seconds = 0.0 if since is None else (now - since).total_seconds()
        yield _plain_gauge("lokus_ingest_waiting_segments", "Closed, not in the store yet", self._waiting())
        yield _plain_gauge("lokus_ingest_oldest_waiting_segment_seconds", "Since it began", age_seconds)


def _plain_gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value)


def _gauge(
    name: str, text: str, label: str, values: Iterable[K], figures: Mapping[K, float]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=(label,))
    for value in values:
        family.add_metric((str(value),), figures[value])
    return family


def _count(name: str, text: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(name, text, value)


def _counts(name: str, text: str, label: str, values: type[K], figures: Counter[K]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, text, labels=(label,))
    for value in values:
        family.add_metric((str(value),), figures[value])
    return family
