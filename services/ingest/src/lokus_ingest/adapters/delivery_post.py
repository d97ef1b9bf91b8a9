"""Delivery reports on the bus: kept by JetStream, whose stream is made if it is not there."""

from lokus_ingest.application.delivery_reporter import Letter
from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_proto import subjects
from lokus_proto.envelope import envelope
from lokus_proto.jetstream import DELIVERY
from lokus_proto.v1.delivery_report import DeliveryReport


class DeliveryPost:
    """The port `Post` on NATS."""

    def __init__(self, bus: Bus, service: str, clock: Clock) -> None:
        self._bus = bus
        self._service = service
        self._clock = clock
        self._ensured = False

    def letter(self, tenant: str, report: DeliveryReport) -> Letter:
        """Wrap a report; its id is the same whenever it is sent."""
        reporter = report.reporter
        message = envelope(
            report,
            message_id=f"{reporter}-{tenant}-{report.sequence}-{report.part}",
            service=self._service,
            tenant=tenant,
            subject=reporter,
            time=self._clock.now(),
        )
        subject = subjects.delivery_report(tenant, reporter)
        return Letter(subject, message.to_bytes(), message.id, report.end)

    async def send(self, letter: Letter) -> None:
        """Have it kept; Unavailable if JetStream does not say that it is."""
        try:
            if not self._ensured:
                await self._bus.ensure(DELIVERY)
            await self._bus.publish_kept(letter.subject, letter.payload, letter.id)
        except Unavailable:
            self._ensured = False  # the bus may have lost its streams
            raise
        self._ensured = True
