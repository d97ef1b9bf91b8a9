"""One stream as it is now: where it stands, its current GOP, its rates, and who wants it.

The hub of a stream: the puller brings pictures and failures, readers ask for media, the reporter
reads the state. All methods run on the event loop and none waits, so an answer to a reader (lease
and GOP taken in one step) neither misses nor doubles an access unit.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from lokus_ingest.application.outlet import Outlet
from lokus_ingest.application.takeover import HANDED_OVER_SECONDS
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.assembler import Assembler
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.gop_cache import GopCache
from lokus_ingest.domain.leases import Leases
from lokus_ingest.domain.meter import Meter
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.report import Glimpse, Rates
from lokus_ingest.domain.resolution import Resolution
from lokus_ingest.domain.sound import Sound
from lokus_ingest.domain.spans import NOT_YET, Condition, Spans
from lokus_ingest.domain.standing import Standing
from lokus_ingest.domain.stream_key import StreamKey
from lokus_ingest.domain.transport_health import TransportHealth
from lokus_kit.clock import Clock
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.v1.media_interest import InterestOutcome, InterestReply, InterestRequest
from lokus_proto.v1.stream_state import Measured, Phase, Reader, ReasonKind, RecordingState, StreamState

log = logging.getLogger(__name__)

_UNKNOWN_SIZE: Final = (0, 0)
_LONG_GOP_90K: Final = 4 * 90_000
"""A reader who joins this far from a key frame has too much to catch up with."""


def _unknown() -> None:
    """Nobody counts lost packets."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader gets: the reply, and the access units of the current GOP if it asked for them."""

    reply: InterestReply
    gop: tuple[AccessUnit, ...] = ()


class Tap(Protocol):
    """Whatever sees all pictures of a stream, and hears its sound if any comes. It never waits."""

    def take(self, unit: AccessUnit, size: Resolution | None) -> None:
        """A picture of the run that is on."""
        ...

    def hear(self, sound: Sound) -> None:
        """An access unit of its sound, at its time in the run that is on."""
        ...

    def ended(self, reason: ReasonKind) -> None:
        """The run is over."""
        ...

    @property
    def state(self) -> RecordingState:
        """Whether it records."""
        ...


class LiveStream:
    """`changed` is set whenever the state is worth telling."""

    def __init__(
        self,
        key: StreamKey,
        clock: Clock,
        tally: Tally,
        outlet: Outlet,
        spans: Spans,
        *,
        epoch: int = 0,
        last_run: int = 0,
        worker: str | None = None,
        is_held: Callable[[], bool] = lambda: False,
        tap: Tap | None = None,
    ) -> None:
        self.key = key
        self.epoch = epoch
        self.changed = asyncio.Event()
        self.key_frame_wanted = asyncio.Event()
        self.device_clock_offset: timedelta | None = None
        self._clock = clock
        self._tally = tally
        self._outlet = outlet
        self._spans = spans
        self._tap = tap
        self._leases = Leases()
        self._gop = GopCache()
        self._standing = Standing.new(clock.now())
        self._assembler: Assembler | None = None
        self._meter: Meter | None = None
        self._health: TransportHealth | None = None
        self._lost_packets: Callable[[], int | None] = _unknown
        self._codec: Codec | None = None
        self.reader: Reader | None = None
        self._last_run = last_run
        self._worker = worker
        self._is_held = is_held
        self._handed_over_seconds = clock.monotonic_seconds() + HANDED_OVER_SECONDS

    @property
    def phase(self) -> Phase:
        """Where the stream stands."""
        return self._standing.phase

    def connecting(self) -> None:
        """An attempt begins."""
        self._stand(self._standing.connecting(self._clock.now()))

    def put_off(self, next_attempt_at: datetime) -> None:
        """The next attempt has to wait its turn; the stream stands where it stood."""
        self._stand(self._standing.put_off(next_attempt_at))

    def opened(
        self,
        codec: Codec,
        described: bytes,
        lost_packets: Callable[[], int | None] = _unknown,
        reader: Reader | None = None,
    ) -> None:
        """The camera agreed to send; `described` are the parameter sets it named beforehand."""
        self._codec, self.reader = codec, reader
        self._lost_packets = lost_packets
        self._assembler = Assembler(codec, described, self._last_run, self.epoch)

    def take(self, picture: Picture) -> None:
        """A picture came from the camera."""
        assert self._assembler is not None  # noqa: S101 (opened before the first picture)
        if picture.after_loss and self._health is not None:
            self._health.gaps += 1
        unit = self._assembler.take(picture, self._clock.now())
        if unit is None:
            self._tally.passed_over += 1
            return
        if unit.run != self._last_run:
            self._begin_run(unit)
        now_seconds = self._clock.monotonic_seconds()
        self._count(unit, now_seconds)
        self._gop.add(unit)
        if self._tap is not None:
            self._tap.take(unit, self._assembler.resolution)
        if self._leases.live(now_seconds):
            self._outlet.offer(unit)

    def hear(self, sound: Sound) -> None:
        """Sound came from the camera; whatever it is, the pictures go on."""
        if self._tap is None or self._assembler is None:
            return
        if (pts_90k := self._assembler.locate(sound.pts_90k)) is not None:
            self._tap.hear(sound._replace(pts_90k=pts_90k))

    def failed(self, failure: SourceFailure, next_attempt_at: datetime | None) -> None:
        """The attempt or the run is over."""
        self._gop.clear()
        self._assembler = self._meter = self._health = self._codec = self.reader = None
        self._lost_packets = _unknown
        self._tell_apart(failure)
        self._stand(self._standing.failed(failure, self._clock.now(), next_attempt_at))
        if self._tap is not None:
            self._tap.ended(failure.reason)

    def answer(self, request: InterestRequest) -> Answer:
        """Begin, renew or give back a reader's interest."""
        before = self.readers
        self._leases.take(request.reader, self._clock.monotonic_seconds(), request.lease_seconds)
        if self.readers != before:
            self.changed.set()
        outcome = InterestOutcome.GRANTED if request.lease_seconds else InterestOutcome.RELEASED
        joins = bool(request.gop_subject and request.lease_seconds)
        gop = self._gop.units() if joins else ()
        if joins and self._standing.run is not None and _long_wait(gop):
            self.key_frame_wanted.set()
        size = self._resolution()
        reply = InterestReply(
            outcome=outcome,
            phase=self._standing.phase,
            reason=self._standing.reason,
            run=self._standing.run,
            codec=self._codec if self._standing.run is not None else None,
            width=size.width if size else None,
            height=size.height if size else None,
            first_seq=gop[0].seq if gop else None,
            last_seq=gop[-1].seq if gop else None,
            epoch=self.epoch,
        )
        return Answer(reply, gop)

    @property
    def readers(self) -> int:
        """How many interests are live."""
        return self._leases.count(self._clock.monotonic_seconds())

    def glimpse(self) -> Glimpse:
        """What of the state is worth telling at once, in plain values."""
        standing = self._standing
        failed = standing.phase in {Phase.FAILED, Phase.STALLED}
        return Glimpse(
            condition=self._condition(),
            run=standing.run,
            detail=standing.detail,
            given_up=failed and standing.next_attempt_at is None,
            readers=self.readers,
            reordered=self._assembler is not None and self._assembler.reordered,
            recording=None if self._tap is None else self._tap.state,
            rates=self._rates(),
        )

    def state(self) -> StreamState:
        """All that is to be told of the stream now."""
        standing, offset = self._standing, self.device_clock_offset
        return StreamState(
            camera=self.key.camera,
            stream=self.key.stream,
            phase=standing.phase,
            since=standing.since,
            run=standing.run,
            reason=standing.reason,
            detail=standing.detail,
            next_attempt_at=standing.next_attempt_at,
            measured=self._measured(),
            readers=self.readers,
            epoch=self.epoch,
            worker=self._worker,
            device_clock_offset_seconds=None if offset is None else round(offset.total_seconds(), 1),
            reader=self.reader,
            recording=None if self._tap is None else self._tap.state,
        )

    def _begin_run(self, unit: AccessUnit) -> None:
        now = self._clock.monotonic_seconds()
        self._last_run, self._meter, self._health = unit.run, Meter(now), TransportHealth(now)
        self._tally.runs += 1
        log.info("%s: delivers", self.key, extra={**self.key.log_fields(), "run_id": unit.run})
        self._stand(self._standing.delivering(unit.run, self._clock.now()))

    def _count(self, unit: AccessUnit, now_seconds: float) -> None:
        assert self._meter is not None  # noqa: S101 (made when the run began)
        assert self._health is not None  # noqa: S101 (as the meter)
        self._meter.add(unit, now_seconds)
        self._health.add(unit.pts_90k, now_seconds, key_frame=unit.key_frame)
        if unit.key_frame:  # which alone may change the size
            self.key_frame_wanted.clear()
            self._spans.change(self._condition(), now_seconds)
        self._spans.count()
        self._tally.units += 1
        self._tally.unit_bytes += len(unit.payload)

    def _rates(self) -> Rates | None:
        if self._meter is None:
            return None
        now = self._clock.monotonic_seconds()
        return Rates(self._meter.fps(now), self._meter.bitrate_bps(now), self._meter.gop_seconds)

    def _measured(self) -> Measured | None:
        health = self._health
        if self._meter is None or self._codec is None or self._assembler is None or health is None:
            return None
        now = self._clock.monotonic_seconds()
        size = self._resolution()
        width, height = (size.width, size.height) if size else _UNKNOWN_SIZE
        gop_seconds = self._meter.gop_seconds
        return Measured(
            codec=self._codec,
            width=width,
            height=height,
            fps=round(self._meter.fps(now), 2),
            bitrate_bps=self._meter.bitrate_bps(now),
            gop_seconds=None if gop_seconds is None else round(gop_seconds, 3),
            reordered=self._assembler.reordered,
            gaps=health.gaps,
            lost_packets=self._lost_packets(),
            jitter_ms=round(health.jitter_seconds * 1000, 1),
            clock_drift_ppm=health.clock_drift_ppm,
            key_frame_age_seconds=round(health.key_frame_age_seconds(now), 1),
        )

    def _resolution(self) -> Resolution | None:
        delivering = self._standing.run is not None and self._assembler is not None
        return self._assembler.resolution if delivering and self._assembler is not None else None

    def _tell_apart(self, failure: SourceFailure) -> None:
        """Count a failure once, not each time its next attempt is put off; log it when it is news."""
        before = self._standing
        known = (before.reason, before.detail) == (failure.reason, failure.detail)
        if known and before.phase in {Phase.FAILED, Phase.STALLED}:
            return
        self._tally.failures[failure.reason] += 1
        if known:
            return
        fields = {**self.key.log_fields(), "run_id": self._standing.run, "reason": failure.reason}
        log.warning("%s: %s", self.key, failure.detail, extra=fields)

    def _stand(self, standing: Standing) -> None:
        self._standing = standing
        self._spans.change(self._condition(), self._clock.monotonic_seconds())
        self.changed.set()

    @property
    def is_another_s(self) -> bool:
        """Whether the worker before us is believed to deliver the stream still, and we do not yet.

        As long as we wait for our first attempt, and for a while when it fails.
        """
        if self._standing.phase is Phase.DELIVERING or not self._is_held():
            return False
        waits = self._standing.reason is None
        return waits or self._clock.monotonic_seconds() < self._handed_over_seconds

    @property
    def is_tellable(self) -> bool:
        """Whether our state is worth more than that of the worker before; `busy` asks it to let go."""
        return not self.is_another_s or self._standing.reason is ReasonKind.BUSY

    def _condition(self) -> Condition:
        """What is counted; what we fail to get while the worker before may still deliver is no failure."""
        if self.is_another_s:
            return NOT_YET
        return Condition.of(self._standing, self._codec, self._resolution())


def _long_wait(gop: tuple[AccessUnit, ...]) -> bool:
    return not gop or gop[-1].pts_90k - gop[0].pts_90k > _LONG_GOP_90K
