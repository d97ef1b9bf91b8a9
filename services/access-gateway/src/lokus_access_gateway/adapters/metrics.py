"""All metrics of the gateway. Labels are closed sets: actions, outcomes, reasons."""

from prometheus_client import Counter, Gauge, Histogram

from lokus_access_gateway.domain.decision import Decision
from lokus_proto.v1.grant_change import Action

_DECISIONS = Counter(
    "lokus_gateway_decisions_total", "Decisions on requests", ["action", "outcome", "reason"]
)
_VIEWINGS = Gauge("lokus_gateway_viewing_sessions", "Viewing sessions that are open")
_ENDED = Counter("lokus_gateway_viewing_sessions_ended_total", "Viewing sessions that are over", ["why"])
_FIRST_UNIT_SECONDS = Histogram(
    "lokus_gateway_first_unit_seconds",
    "From a viewer's request to the first access unit sent to it",
    buckets=(0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.5, 3.0, 6.0, 15.0),
)
_SENT_UNITS = Counter("lokus_gateway_sent_units_total", "Access units sent to viewers")
_SENT_BYTES = Counter("lokus_gateway_sent_bytes_total", "Bytes of video sent to viewers, headers not counted")
_DROPPED_UNITS = Counter("lokus_gateway_dropped_units_total", "Access units dropped for slow viewers")

_CLIPS = Gauge("lokus_gateway_clips", "Clips that are being downloaded")
_ENDED_CLIPS = Counter("lokus_gateway_clips_ended_total", "Downloads that are over", ["why"])
_CLIP_BYTES = Counter("lokus_gateway_clip_bytes_total", "Bytes of clips handed on")


class Metrics:
    """What the use cases count with."""

    def decided(self, action: Action, decision: Decision) -> None:
        """One request was allowed or denied."""
        outcome = "allow" if decision.allowed else "deny"
        _DECISIONS.labels(action, outcome, decision.reason).inc()

    def opened(self) -> None:
        """A viewing session began."""
        _VIEWINGS.inc()

    def ended(self, why: str, dropped_units: int) -> None:
        """A viewing session is over."""
        _VIEWINGS.dec()
        _ENDED.labels(why).inc()
        _DROPPED_UNITS.inc(dropped_units)

    def first_unit(self, seconds: float) -> None:
        """The first access unit of a session was sent, so long after it was asked for."""
        _FIRST_UNIT_SECONDS.observe(seconds)

    def sent(self, size_bytes: int) -> None:
        """One access unit was sent."""
        _SENT_UNITS.inc()
        _SENT_BYTES.inc(size_bytes)

    def download_opened(self) -> None:
        """A clip begins."""
        _CLIPS.inc()

    def download_ended(self, why: str) -> None:
        """It is over, whole or not."""
        _CLIPS.dec()
        _ENDED_CLIPS.labels(why).inc()

    def downloaded(self, size_bytes: int) -> None:
        """Bytes of it were handed on."""
        _CLIP_BYTES.inc(size_bytes)
