"""Has gaps of recordings filled from the cameras' own cards, where the recording policy says so.

A camera is looked at after each return, from when it has delivered for a segment's length until what it
delivered first lies in the store: then all of its gap is known. Cameras are looked at one after the other,
for their live pictures come first; each gap is ordered once, by whoever owns the camera then.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol

from lokus_ingest.application.card.devices import KnownDevices
from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.domain.onvif.card_gaps import fillable, footage_of
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_proto.v1.footage import RecordingGap, TimelineReply
from lokus_proto.v1.late_footage import LateCard, LateCardOrder
from lokus_proto.v1.recording import LateOrigin, RecordingMode

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 10.0
LOOK_BACK: Final = timedelta(hours=24)
BY: Final = "the recording policy"


class Timeline(Protocol):
    """Whatever knows what is recorded."""

    async def timeline(self, key: StreamKey, start: datetime, end: datetime) -> TimelineReply:
        """Spans and gaps of a stretch of time; Unavailable."""
        ...


class Orders(Protocol):
    """Whatever has late footage fetched."""

    async def order(self, tenant: str, order: LateCardOrder) -> bool:
        """Order it once, whoever asks however often; whether this was the first time. Unavailable."""
        ...


class CardFilling:
    """`run` is a task of the root; `delivering` are the runs of the streams that deliver here now."""

    def __init__(
        self,
        delivering: Callable[[], Mapping[StreamKey, int]],
        policies: Policies,
        devices: KnownDevices,
        timeline: Timeline,
        orders: Orders,
        clock: Clock,
        *,
        segment_seconds: int,
    ) -> None:
        self._delivering = delivering
        self._policies = policies
        self._devices = devices
        self._timeline = timeline
        self._orders = orders
        self._clock = clock
        self._settled_seconds = segment_seconds
        self._delivers_since: dict[StreamKey, tuple[int, float]] = {}
        self._looked_at: dict[StreamKey, int] = {}

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            for key in self.due():
                run, since_seconds = self._delivers_since[key]
                try:
                    if await self._fill(key, self._clock.monotonic_seconds() - since_seconds):
                        self._looked_at[key] = run
                except Unavailable as error:
                    log.warning("%s: its card must wait: %s", key, error, extra=key.log_fields())
            await self._clock.sleep(LOOK_SECONDS)

    def due(self) -> list[StreamKey]:
        """Streams that came back a while ago and were not looked at since."""
        now_seconds, before = self._clock.monotonic_seconds(), self._delivers_since
        self._delivers_since = {
            key: before[key] if key in before and before[key][0] == run else (run, now_seconds)
            for key, run in self._delivering().items()
            if self._is_wanted(key)
        }
        return [
            key
            for key, (run, since_seconds) in self._delivers_since.items()
            if now_seconds - since_seconds >= self._settled_seconds and self._looked_at.get(key) != run
        ]

    def _is_wanted(self, key: StreamKey) -> bool:
        policy = self._policies.of(key)
        wanted = policy.fetch_from_card and policy.mode is RecordingMode.CONTINUOUS
        return wanted and self._devices.of(key.tenant, key.camera) is not None

    async def _fill(self, key: StreamKey, delivered_seconds: float) -> bool:
        """Order its gaps; False if the newest is not known yet."""
        end = self._clock.now()
        kept = timedelta(hours=self._policies.of(key).retention_hours)
        start = end - min(LOOK_BACK, kept)
        timeline = await self._timeline.timeline(key, start, end)
        until = timeline.recorded_until
        if until is None or until <= end - timedelta(seconds=delivered_seconds):
            return False
        for gap in fillable(timeline, start):
            if await self._orders.order(key.tenant, self._order(key, gap)):
                log.info("%s: a gap is fetched from its card", key, extra=key.log_fields())
        return True

    def _order(self, key: StreamKey, gap: RecordingGap) -> LateCardOrder:
        footage = footage_of(key, gap)
        return LateCardOrder(
            footage=footage,
            camera=key.camera,
            stream=key.stream,
            origin=LateOrigin(footage=footage, by=BY, received_at=self._clock.now()),
            card=LateCard(start=gap.start, until=gap.end),
        )
