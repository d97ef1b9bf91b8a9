"""What the ledger makes of reports, on the registry that all share; each test is a tenant of its own."""

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import pytest

from integration.registry.delivery.publisher import Publisher, ago, new_bus, steady
from integration.registry.delivery.shelf import Shelf, open_shelf
from integration.registry.registry_process import RegistryProcess
from lokus_kit.bus import Bus
from lokus_proto import subjects
from lokus_proto.v1.stream_state import Phase
from support.engines import NatsServer

FEW = [f"camera-{number:02}" for number in range(20)]
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Reported:
    """A tenant that reports."""

    tenant: str
    bus: Bus
    shelf: Shelf

    def publisher(self, name: str, begin: datetime) -> Publisher:
        return Publisher(self.bus, self.tenant, name, begin)


@pytest.fixture
async def town(
    registry: RegistryProcess, nats_server: NatsServer, database_url: str
) -> AsyncIterator[Reported]:
    bus = new_bus(nats_server.url)
    await bus.start()
    tenant = f"reported-{next(_numbers)}"
    async with open_shelf(database_url, tenant) as shelf:
        yield Reported(tenant, bus, shelf)
    await bus.drain()


async def test_what_a_camera_is_now_follows_its_reporter_and_is_unknown_without_it(town: Reported) -> None:
    publisher, shelf = town.publisher("ingest-1", ago(seconds=35)), town.shelf
    await publisher.report(steady(FEW))
    await shelf.until_status(FEW[0], "unknown")
    await publisher.report(steady(FEW))
    await publisher.report(steady(FEW))
    await shelf.until_status(FEW[0], "delivering")
    assert len(await shelf.intervals()) == len(FEW)
    await publisher.report(steady(FEW[:1], Phase.FAILED))
    await shelf.until_folded("ingest-1", 4)
    assert await shelf.status(FEW[0]) == ("offline", "refused")
    assert await shelf.status(FEW[1]) is None
    assert await shelf.milliseconds() == publisher.milliseconds


async def test_time_that_nobody_reported_is_in_no_interval(town: Reported) -> None:
    publisher = town.publisher("ingest-1", ago(hours=1))
    await publisher.report(steady(FEW))
    publisher.pause(60)
    await publisher.report(steady(FEW))
    await town.shelf.until_folded("ingest-1", 2)
    assert len(await town.shelf.intervals()) == 2 * len(FEW)
    assert await town.shelf.milliseconds() == publisher.milliseconds


async def test_a_reporter_of_another_tenant_says_nothing_here(town: Reported) -> None:
    publisher = town.publisher("ingest-1", ago(hours=1))
    stranger = Publisher(town.bus, f"{town.tenant}-not", "ingest-1", ago(hours=1))
    await stranger.report(steady(FEW, Phase.STALLED))
    await publisher.report(steady(FEW))
    await stranger.report(steady(FEW, Phase.STALLED))
    await town.shelf.until_folded("ingest-1", 1)
    assert await town.shelf.milliseconds() == publisher.milliseconds


async def test_of_two_reporters_each_second_is_taken_from_the_faster(town: Reported) -> None:
    begin = ago(hours=1)
    faster, slower = town.publisher("ingest-1", begin), town.publisher("ingest-2", begin)
    faster.pause(10)
    for _ in range(2):
        await faster.report(steady(FEW[:1]))
    for _ in range(4):
        await slower.report(steady(FEW[:1], Phase.FAILED))
    await town.shelf.until_folded("ingest-2", 4)
    assert await town.shelf.milliseconds() == {
        (FEW[0], "delivering"): 20_000,
        (FEW[0], "offline"): 20_000,
    }


async def test_nonsense_is_passed_over(town: Reported) -> None:
    await town.publisher("ingest-2", ago(hours=-48)).report(steady(FEW))
    await town.bus.publish_kept(subjects.delivery_report(town.tenant, "ingest-3"), b"{}", f"{town.tenant}-x")
    publisher = town.publisher("ingest-1", ago(hours=1))
    await publisher.report(steady(FEW))
    await town.shelf.until_folded("ingest-1", 1)
    assert await town.shelf.milliseconds() == publisher.milliseconds
