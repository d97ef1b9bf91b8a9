"""A reporter that a test plays: it reports made-up deliveries and keeps count of what it reported."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.errors import Unavailable
from lokus_kit.health import Health
from lokus_proto import subjects
from lokus_proto.envelope import envelope
from lokus_proto.jetstream import DELIVERY
from lokus_proto.v1.delivery_report import CameraSpans, DeliveryReport, Span
from lokus_proto.v1.stream_state import Phase, ReasonKind

PERIOD = timedelta(seconds=10)
STATES = {Phase.DELIVERING: "delivering", Phase.FAILED: "offline", Phase.STALLED: "stalled"}

Told = Mapping[str, Sequence[tuple[int, Phase]]]
"""Camera -> spans, each until so many milliseconds."""


def steady(cameras: Sequence[str], phase: Phase = Phase.DELIVERING) -> Told:
    """All do the same for a whole period."""
    return {camera: [(10_000, phase)] for camera in cameras}


def changing(cameras: Sequence[str], number: int) -> Told:
    """Each does the same for most periods, and now and then changes, to the millisecond."""
    told: dict[str, list[tuple[int, Phase]]] = {}
    for place, camera in enumerate(cameras):
        change = (place * 7 + number * 13) % 29
        if change == 0:
            first_ms = 1 + place % 9998
            told[camera] = [(first_ms, Phase.DELIVERING), (9_999, Phase.FAILED), (10_000, Phase.STALLED)]
        elif change == 1:
            told[camera] = [(10_000, Phase.STALLED)]
        else:
            told[camera] = [(10_000, Phase.DELIVERING)]
    return told


class Publisher:
    """One reporter of one tenant. `milliseconds` is what it reported, by camera and state."""

    def __init__(self, bus: Bus, tenant: str, name: str, begin: datetime) -> None:
        self._bus = bus
        self._tenant = tenant
        self.name = name
        self.end = begin.replace(microsecond=0)
        self.sequence = 0
        self.milliseconds: Counter[tuple[str, str]] = Counter()
        self.sent: list[tuple[bytes, str]] = []

    async def report(self, told: Told, parts: int = 1) -> None:
        """Report the next period, and wait until the bus keeps it, however long it is away."""
        start, self.end = self.end, self.end + PERIOD
        self.sequence += 1
        cameras = [self._spans(camera, spans) for camera, spans in told.items()]
        for part in range(parts):
            report = DeliveryReport(
                reporter=self.name,
                sequence=self.sequence,
                part=part + 1,
                parts=parts,
                start=start,
                end=self.end,
                cameras=tuple(cameras[part::parts]),
            )
            message_id = f"{self._tenant}-{self.name}-{self.sequence}-{part}"
            self.sent.append((self._letter(report, message_id), message_id))
            await self._keep(*self.sent[-1])

    async def repeat(self) -> None:
        """Send everything once more, as a bus would that lost its mind."""
        for payload, message_id in list(self.sent):
            await self._keep(payload, f"again-{message_id}")

    def pause(self, seconds: int) -> None:
        """Report nothing for a while."""
        self.end += timedelta(seconds=seconds)

    def _spans(self, camera: str, spans: Sequence[tuple[int, Phase]]) -> CameraSpans:
        begun = 0
        for until, phase in spans:
            self.milliseconds[camera, STATES[phase]] += until - begun
            begun = until
        return CameraSpans(camera=camera, spans=tuple(_span(until, phase) for until, phase in spans))

    def _letter(self, report: DeliveryReport, message_id: str) -> bytes:
        return envelope(
            report,
            message_id=message_id,
            service="ingest",
            tenant=self._tenant,
            subject=self.name,
            time=report.end,
        ).to_bytes()

    async def _keep(self, payload: bytes, message_id: str) -> None:
        subject = subjects.delivery_report(self._tenant, self.name)
        async with asyncio.timeout(60):
            while True:
                with suppress(Unavailable):
                    await self._bus.ensure(DELIVERY)
                    await self._bus.publish_kept(subject, payload, message_id)
                    return
                await asyncio.sleep(0.1)


def _span(until_ms: int, phase: Phase) -> Span:
    if phase is Phase.DELIVERING:
        return Span(until_ms=until_ms, phase=phase, frames=250, width=1280, height=720)
    return Span(until_ms=until_ms, phase=phase, reason=ReasonKind.REFUSED if phase is Phase.FAILED else None)


def new_bus(nats_url: str) -> Bus:
    return Bus(nats_url, "test", SystemClock(), Health())


def ago(**length: float) -> datetime:
    """A moment so long ago, on a ten."""
    moment = datetime.now(UTC) - timedelta(**length)  # noqa: TID251 (what the registry's clock shows)
    return moment.replace(second=moment.second // 10 * 10, microsecond=0)
