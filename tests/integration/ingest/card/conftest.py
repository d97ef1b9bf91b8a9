"""A recording ingest, and a camera whose device has a card, as a town's registry tells of it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from integration.ingest.card.card_device import Recorded, give_card
from integration.ingest.card.scripted_card import ScriptedCard, serving_card
from integration.ingest.conftest import open_town
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.late.conftest import Sender
from integration.ingest.onvif.scripted_device import ScriptedDevice, running
from integration.ingest.recording.conftest import Archive
from lokus_kit.clock import SystemClock
from lokus_proto import subjects
from lokus_proto.envelope import envelope
from lokus_proto.jetstream import FOOTAGE
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import OnvifSource
from lokus_proto.v1.late_footage import LateCard, LateCardOrder
from lokus_proto.v1.recording import LateOrigin, RecordingPolicy
from support.engines import NatsServer

PASSWORD = "Rahasia-17"


@dataclass
class CardTown(Sender):
    """Orders footage from the card of camera `c1`."""

    device: ScriptedDevice
    card: ScriptedCard

    async def order(self, footage: str, start: datetime, until: datetime, *, camera: str = "c1") -> None:
        tenant, bus = self.archive.town.tenant, self.archive.town.bus
        origin = LateOrigin(footage=footage, by="owner", organisation="kpu", received_at=SystemClock().now())
        order = LateCardOrder(
            footage=footage,
            camera=camera,
            stream=StreamName.MAIN,
            origin=origin,
            card=LateCard(start=start, until=until),
        )
        message = envelope(
            order,
            message_id=uuid4().hex,
            service="registry",
            tenant=tenant,
            subject=footage,
            time=SystemClock().now(),
        )
        await bus.ensure(FOOTAGE)
        await bus.publish_kept(subjects.late_card_order(tenant, footage), message.to_bytes(), message.id)

    async def register(
        self, url: str, *, enabled: bool = False, recording: RecordingPolicy | None = None
    ) -> None:
        """Have ingest know the camera and its device."""
        onvif = OnvifSource(url=f"http://127.0.0.1:{self.device.port}/onvif/device_service")
        await self.archive.town.registry.put(
            "c1", url, user="admin", password=PASSWORD, onvif=onvif, enabled=enabled, recording=recording
        )


@pytest.fixture(scope="package")
def card_ingest(
    nats_server: NatsServer, credentials_key: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[IngestProcess, Path]]:
    folder = tmp_path_factory.mktemp("card")
    process = IngestProcess(nats_server.url, credentials_key, folder / "log", folder)
    process.start(CARD_KILOBITS_PER_SECOND="400000")
    yield process, folder
    process.kill()


@asynccontextmanager
async def card_town(
    nats_url: str,
    credentials_key: str,
    ingest: tuple[IngestProcess, Path],
    card: ScriptedCard,
    *,
    ahead: timedelta = timedelta(0),
) -> AsyncIterator[CardTown]:
    """A tenant with a camera `c1` that is switched off, and whose card can be read."""
    process, folder = ingest
    device = ScriptedDevice(password=PASSWORD, clock_offset=ahead)
    card.password = True
    async with (
        open_town(nats_url, credentials_key) as town,
        serving_card(card),
        running(device),
        asyncio.TaskGroup() as tasks,
    ):
        recorded = Recorded("Recording_1", card.kept[0].at, card.kept[-1].at + timedelta(seconds=0.04))
        give_card(device, [recorded], card.url.replace("127.0.0.1", "10.99.0.1"))
        found = CardTown(Archive(folder, process, town), device, card)
        following = tasks.create_task(found.archive.follow())
        await found.register("rtsp://127.0.0.1/")
        yield found
        while not following.done():
            following.cancel()
            await asyncio.wait({following}, timeout=0.2)
