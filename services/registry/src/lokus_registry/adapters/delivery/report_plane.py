"""The plane of delivery reports, read in batches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lokus_kit.bus import Bus
from lokus_kit.follow import Start
from lokus_kit.reading import Reading
from lokus_proto import subjects
from lokus_proto.jetstream import DELIVERY
from lokus_registry.application.delivery.ports import Place


class BusReportPlane:
    """The port `ReportPlane` on JetStream."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    @asynccontextmanager
    async def read(self, place: Place) -> AsyncIterator[Reading]:
        """Read behind a place; from the beginning if it is one of an earlier life."""
        start = Start.after(place.seq, place.life)
        async with self._bus.read(DELIVERY, subjects.all_delivery_reports(), start) as reading:
            yield reading
