"""Whatever is killed in the middle of a stream of reports: what was reported is in the ledger, once."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from integration.registry.delivery.publisher import Publisher, ago, changing, new_bus
from integration.registry.delivery.shelf import open_shelf
from integration.registry.registry_process import RegistryProcess
from lokus_kit.bus import Bus
from support.engines import NatsServer, PostgresServer
from support.identity import Issuer

CAMERAS = [f"camera-{number:04}" for number in range(2_000)]
REPORTS = 24
FEW = CAMERAS[:20]


@dataclass(frozen=True)
class Town:
    """A registry with servers of its own."""

    process: RegistryProcess
    nats: NatsServer
    postgres: PostgresServer
    nats_folder: Path
    hands: ThreadPoolExecutor

    async def have(self, fault: Callable[[], None]) -> None:
        """Do it while the test goes on.

        Always in the same thread: servers end with the thread that started them.
        """
        await asyncio.get_running_loop().run_in_executor(self.hands, fault)

    def restart_registry(self) -> None:
        self.process.kill()
        self.process.start()

    def restart_nats(self) -> None:
        self.nats.kill()
        self.nats.start()

    def restart_postgres(self) -> None:
        self.postgres.kill()
        self.postgres.start()

    def lose_the_bus(self) -> None:
        self.nats.kill()
        shutil.rmtree(self.nats_folder)
        self.nats.start()


@pytest.fixture(scope="module")
def town(issuer: Issuer, credentials_key: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One for all tests of this module, each of which leaves it running."""
    folder = tmp_path_factory.mktemp("town")
    nats, postgres = NatsServer(folder / "nats"), PostgresServer(folder / "postgres")
    nats.start()
    postgres.start()
    url = f"{postgres.url}/{postgres.create_database()}"
    process = RegistryProcess(url, nats.url, issuer.url, credentials_key, folder / "log")
    try:
        process.start()
        with ThreadPoolExecutor(max_workers=1) as hands:
            yield Town(process, nats, postgres, folder / "nats", hands)
    finally:
        process.kill()
        postgres.kill()
        nats.kill()


@pytest.fixture
async def bus(town: Town) -> AsyncIterator[Bus]:
    bus = new_bus(town.nats.url)
    await bus.start()
    yield bus
    await bus.drain()


async def test_kills_in_the_middle_lose_nothing_and_count_nothing_twice(town: Town, bus: Bus) -> None:
    publisher = Publisher(bus, "jakarta", "ingest-1", ago(hours=2))

    async def publish() -> None:
        for number in range(REPORTS):
            await publisher.report(changing(CAMERAS, number), parts=2)
            await asyncio.sleep(0.05)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(publish(), name="publish")
        for fault in (town.restart_registry, town.restart_nats, town.restart_postgres):
            await asyncio.sleep(0.7)
            await town.have(fault)
    async with open_shelf(town.process.database_url, "jakarta") as shelf:
        await shelf.until_folded("ingest-1", REPORTS)
        assert await shelf.milliseconds() == publisher.milliseconds
        assert sum(publisher.milliseconds.values()) == len(CAMERAS) * REPORTS * 10_000


async def test_a_bus_that_was_lost_and_made_again_confuses_nobody(town: Town, bus: Bus) -> None:
    publisher = Publisher(bus, "bogor", "ingest-1", ago(hours=1))
    async with open_shelf(town.process.database_url, "bogor") as shelf:
        for number in range(5):
            await publisher.report(changing(FEW, number))
        await shelf.until_folded("ingest-1", 5)
        await town.have(town.lose_the_bus)
        for number in range(5, 8):
            await publisher.report(changing(FEW, number))
        await publisher.repeat()
        await shelf.until_folded("ingest-1", 8)
        await town.have(town.restart_registry)
        await publisher.report(changing(FEW, 8))
        await shelf.until_folded("ingest-1", 9)
        assert await shelf.milliseconds() == publisher.milliseconds


async def test_one_of_two_registries_keeps_the_ledger_and_the_other_takes_over(
    town: Town, bus: Bus, tmp_path: Path
) -> None:
    twin = town.process.twin(tmp_path / "twin-log")
    publisher = Publisher(bus, "depok", "ingest-1", ago(hours=1))
    try:
        await town.have(twin.start)
        async with open_shelf(town.process.database_url, "depok") as shelf:
            await publisher.report(changing(FEW, 1))
            await shelf.until_folded("ingest-1", 1)
            assert "the ledger is kept here" not in twin.log.read_text()
            await town.have(town.process.kill)
            await publisher.report(changing(FEW, 2))
            await shelf.until_folded("ingest-1", 2)
            assert await shelf.milliseconds() == publisher.milliseconds
    finally:
        await town.have(twin.kill)
        await town.have(town.process.start)
