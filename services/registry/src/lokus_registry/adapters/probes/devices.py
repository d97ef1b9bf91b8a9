"""Devices, looked at by ingest: asked over the bus, where one of the workers answers."""

from uuid import uuid4

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_proto import subjects
from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.v1.probe import ProbeReply, ProbeRequest
from lokus_registry.adapters.announcer import SERVICE
from lokus_registry.domain.probe import LOOK_SECONDS


class IngestDevices:
    """The port `Devices` on NATS."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock

    async def look(self, tenant: str, probe: str, address: str, sealed: str | None) -> ProbeReply:
        """Ask a worker; NotFound when there is none, Unavailable when it does not answer."""
        request = envelope(
            ProbeRequest(probe=probe, address=address, sealed_credentials=sealed),
            message_id=uuid4().hex,
            service=SERVICE,
            tenant=tenant,
            subject=probe,
            time=self._clock.now(),
        )
        answer = await self._bus.request(subjects.probe(tenant, probe), request.to_bytes(), LOOK_SECONDS)
        try:
            return open_envelope(answer, ProbeReply).data
        except ValueError as error:
            raise Unavailable("ingest answered what is no answer to a probe") from error
