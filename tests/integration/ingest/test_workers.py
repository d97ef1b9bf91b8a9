"""Several workers of ingest share cameras: one of them is killed, one joins, one drains."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from integration.ingest.conftest import Reading, Town, open_town
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_ingest.domain.workers.rendezvous import score
from lokus_proto.media import AccessUnit
from lokus_proto.v1.stream_state import Phase, StreamState
from support.engines import NatsServer
from support.waiting import until

WORKERS = ("w1", "w2", "w3")
CAMERAS_EACH = 3
CAMERAS = CAMERAS_EACH * len(WORKERS)
TAKEN_OVER_SECONDS = 15.0
"""On a machine that does other things too; an idle one needs about six."""
GAP_SECONDS = 2.0


class Workers:
    """Workers by name, on one bus."""

    def __init__(self, nats_url: str, key: str, folder: Path) -> None:
        self._nats_url = nats_url
        self._key = key
        self._folder = folder
        self._all: dict[str, IngestProcess] = {}

    def __getitem__(self, name: str) -> IngestProcess:
        return self._all[name]

    def start(self, *names: str) -> None:
        for name in names:
            self._all[name] = IngestProcess(self._nats_url, self._key, self._folder / f"{name}.log")
            self._all[name].start(WORKER=name)

    def end(self) -> None:
        for process in self._all.values():
            process.kill()


@pytest.fixture
def workers(own_nats_server: NatsServer, credentials_key: str, tmp_path: Path) -> Iterator[Workers]:
    workers = Workers(own_nats_server.url, credentials_key, tmp_path)
    yield workers
    workers.end()


@pytest.fixture
def street() -> Iterator[VirtualCamera]:
    """All cameras in one process."""
    street = VirtualCamera("--gop-seconds", "1", "--count", str(CAMERAS))
    street.start()
    yield street
    street.kill()


def owner(tenant: str, camera: str, workers: Sequence[str]) -> str:
    """Whose a camera is by the rule."""
    name = f"{tenant}/{camera}".encode()
    return max(workers, key=lambda worker: score(worker, 1.0, name))


def some_for_each(tenant: str) -> list[str]:
    """Cameras of which each of the three workers has as many."""
    found: dict[str, list[str]] = {worker: [] for worker in WORKERS}
    for number in range(1000):
        theirs = found[owner(tenant, f"cam-{number}", WORKERS)]
        if len(theirs) < CAMERAS_EACH:
            theirs.append(f"cam-{number}")
    return [camera for theirs in found.values() for camera in theirs]


@asynccontextmanager
async def pulled(
    own_nats_server: NatsServer, credentials_key: str, street: VirtualCamera
) -> AsyncIterator[Town]:
    async with open_town(own_nats_server.url, credentials_key) as town:
        for number, camera in enumerate(some_for_each(town.tenant)):
            await town.registry.put(camera, f"{street.url.removesuffix('0')}{number}")
        yield town


def newest(town: Town) -> dict[str, StreamState]:
    return {state.camera: state for state in town.states.all}


def of(town: Town, worker: str) -> set[str]:
    return {camera for camera, state in newest(town).items() if state.worker == worker}


def all_deliver(town: Town, *workers: str) -> Callable[[], Awaitable[bool]]:
    """Whether each camera delivers at one of these workers, and each of them has some."""

    async def look() -> bool:
        states = newest(town)
        busy = {state.worker for state in states.values() if state.phase is Phase.DELIVERING}
        return len(states) == CAMERAS and busy == set(workers) and not sleeping(states)

    return look


def sleeping(states: dict[str, StreamState]) -> list[str]:
    return [camera for camera, state in states.items() if state.phase is not Phase.DELIVERING]


def one_session_each(street: VirtualCamera) -> Callable[[], Awaitable[bool]]:
    """Whether the cameras have exactly one session each, counted where they listen."""

    async def look() -> bool:
        open_here = [
            each
            for each in psutil.net_connections("tcp")
            if each.status == psutil.CONN_ESTABLISHED and each.laddr and each.laddr.port == street.port
        ]
        return len(open_here) == CAMERAS

    return look


async def test_the_cameras_of_a_killed_worker_deliver_elsewhere_and_none_is_pulled_twice(
    own_nats_server: NatsServer, credentials_key: str, workers: Workers, street: VirtualCamera
) -> None:
    workers.start("w1", "w2", "w3")
    async with pulled(own_nats_server, credentials_key, street) as town:
        await until(all_deliver(town, "w1", "w2", "w3"), "camera at each worker")
        await until(one_session_each(street), "single session for each camera", 10)
        before, gone = newest(town), of(town, "w2")
        assert len(gone) == CAMERAS_EACH
        workers["w2"].kill()
        await until(all_deliver(town, "w1", "w3"), "camera of w2 elsewhere", TAKEN_OVER_SECONDS)
        after = newest(town)
        await until(one_session_each(street), "single session for each camera", 10)
        for camera in before:
            ranks = [(state.epoch, state.run or 0) for state in (before[camera], after[camera])]
            assert (ranks[0] < ranks[1]) if camera in gone else (ranks[0] == ranks[1])
        assert await workers["w1"].metric("lokus_ingest_workers") == 2
        owned = [await workers[name].metric("lokus_ingest_owned_cameras") for name in ("w1", "w3")]
        assert sum(owned) == CAMERAS


async def test_a_worker_that_stood_still_gets_its_cameras_back_from_those_who_took_them_over(
    own_nats_server: NatsServer, credentials_key: str, workers: Workers, street: VirtualCamera
) -> None:
    workers.start("w1", "w2")
    async with pulled(own_nats_server, credentials_key, street) as town:
        await until(all_deliver(town, "w1", "w2"), "camera at each worker")
        await until(one_session_each(street), "single session for each camera", 10)
        before, share = newest(town), of(town, "w2")
        workers["w2"].freeze()
        await until(all_deliver(town, "w1"), "camera of w2 at w1", TAKEN_OVER_SECONDS)
        meanwhile = newest(town)
        workers["w2"].thaw()
        await until(all_deliver(town, "w1", "w2"), "camera at w2 again", 20)
        await until(one_session_each(street), "single session for each camera", 20)
        assert of(town, "w2") == share
        for camera in share:
            epochs = [states[camera].epoch for states in (before, meanwhile, newest(town))]
            assert epochs == sorted(set(epochs))


class Watched(Reading):
    """A reading that knows its longest pause."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_seconds = 0.0
        self._last_seconds: float | None = None

    def take(self, unit: AccessUnit) -> None:
        now = time.monotonic()
        if self._last_seconds is not None:
            self.longest_seconds = max(self.longest_seconds, now - self._last_seconds)
        self._last_seconds = now
        super().take(unit)


async def test_a_camera_moves_to_a_worker_that_joins_and_back_when_it_drains_and_its_reader_sees_no_gap(
    own_nats_server: NatsServer, credentials_key: str, workers: Workers, street: VirtualCamera
) -> None:
    workers.start("w1")
    async with pulled(own_nats_server, credentials_key, street) as town:
        await until(all_deliver(town, "w1"), "camera at w1")
        alone = newest(town)
        share = {camera for camera in alone if owner(town.tenant, camera, ("w1", "w2")) == "w2"}
        moving = min(share)
        watched = Watched()
        async with town.reading(moving, into=watched):
            first = (await watched.until(lambda units: len(units) >= 5))[0]
            workers.start("w2")
            await until(all_deliver(town, "w1", "w2"), "camera at w2")
            await until(one_session_each(street), "single session for each camera", 20)
            assert of(town, "w2") == share
            stayed = {camera: state for camera, state in newest(town).items() if camera not in share}
            assert all(
                (alone[camera].epoch, alone[camera].run) == (each.epoch, each.run)
                for camera, each in stayed.items()
            )
            second = (await watched.until(lambda units: units[-1].rank > first.rank))[-1]
            assert await asyncio.to_thread(workers["w2"].stop) == 0
            await watched.until(lambda units: units[-1].rank > second.rank)
            ends = len(watched.units) + 5
            await watched.until(lambda units: len(units) >= ends)
        await until(all_deliver(town, "w1"), "camera at w1 alone", 5)
        await until(one_session_each(street), "single session for each camera", 10)
    assert watched.longest_seconds < GAP_SECONDS
    phases = [state.phase for state in town.states.of(moving)]
    assert set(phases[phases.index(Phase.DELIVERING) :]) == {Phase.DELIVERING}
    ranks = [unit.rank for unit in watched.units]
    assert ranks == sorted(ranks)
