"""The bus, the database or the process goes away: what still works, what ends, and that it heals."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from integration.access_gateway.conftest import connected
from integration.access_gateway.event_reader import listening
from integration.access_gateway.gateway_process import GatewayProcess
from integration.access_gateway.playing_camera import PlayingCamera
from integration.access_gateway.town import Town
from integration.access_gateway.viewer import viewing
from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from support.engines import NatsServer, PostgresServer
from support.identity import Issuer
from support.waiting import until


@pytest.fixture
def process(
    database_url: str, own_nats_server: NatsServer, issuer: Issuer, tmp_path: Path
) -> Iterator[GatewayProcess]:
    """A gateway on a bus of its own, not started."""
    process = GatewayProcess(database_url, own_nats_server.url, issuer.url, tmp_path / "log")
    yield process
    process.kill()


@pytest.fixture
async def own_bus(own_nats_server: NatsServer) -> AsyncIterator[Bus]:
    async with connected(own_nats_server.url) as bus:
        yield bus


@pytest.fixture
async def own_town(process: GatewayProcess, own_bus: Bus, issuer: Issuer) -> AsyncIterator[Town]:
    async with httpx.AsyncClient(base_url=process.url, timeout=15) as http:
        yield Town("jakarta", http, own_bus, issuer)


async def not_ready_for(process: GatewayProcess, name: str) -> str:
    """Wait until readiness names this reason; what it says."""

    async def ask() -> str | None:
        async with httpx.AsyncClient() as http:
            try:
                reasons: dict[str, str] = (await http.get(f"{process.url}/readyz")).json()["reasons"]
            except httpx.TransportError:
                return None
        return reasons.get(name)

    found = await until(ask, f"reason {name}")
    assert found is not None
    return found


async def test_a_revocation_at_one_gateway_ends_viewing_at_another(
    process: GatewayProcess, own_town: Town, own_bus: Bus, tmp_path: Path
) -> None:
    process.start()
    twin = process.twin(tmp_path / "twin-log")
    twin.start()
    try:
        await own_town.grant()
        camera = await own_town.camera()
        async with (
            PlayingCamera(own_bus, own_town.tenant, camera).playing(),
            viewing(own_town.http, own_town.police, camera) as viewer,
            httpx.AsyncClient(base_url=twin.url, timeout=15) as other,
        ):
            asked_at = SystemClock().monotonic_seconds()
            assert (await own_town.revoke(http=other)).status_code == 200
            await viewer.until_told(5)
            assert max(viewer.packet_times) - asked_at < 1
    finally:
        twin.kill()


async def test_without_the_bus_viewing_ends_lists_go_on_and_it_heals(
    process: GatewayProcess, own_town: Town, own_bus: Bus, own_nats_server: NatsServer
) -> None:
    process.start()
    await own_town.grant()
    camera = await own_town.camera()
    async with (
        PlayingCamera(own_bus, own_town.tenant, camera).playing() as source,
        viewing(own_town.http, own_town.police, camera) as viewer,
    ):
        source.readers.clear()
        own_nats_server.kill()
        assert "NATS" in await not_ready_for(process, "bus")
        listed = (await own_town.http.get("/v1/cameras", headers=own_town.police)).json()["items"]
        assert [item["id"] for item in listed] == [camera]
        assert (await own_town.grant("made-without-a-bus")).status_code == 201
        await viewer.until_told(20)
        assert "bus-away" in process.log.read_text()
        own_nats_server.start()
        process.wait_until("/readyz")


async def test_a_bus_that_is_away_at_the_start_is_waited_for(
    process: GatewayProcess, own_nats_server: NatsServer
) -> None:
    own_nats_server.stop()
    process.start(wait_until_ready=False)
    assert await not_ready_for(process, "bus")
    async with httpx.AsyncClient(base_url=process.url) as http:
        assert (await http.get("/healthz")).status_code == 200
    own_nats_server.start()
    process.wait_until("/readyz")


async def test_without_the_database_viewing_goes_on_and_changes_are_refused_until_it_is_back(
    own_postgres_server: PostgresServer, nats_server: NatsServer, bus: Bus, issuer: Issuer, tmp_path: Path
) -> None:
    url = f"{own_postgres_server.url}/{own_postgres_server.create_database()}"
    process = GatewayProcess(url, nats_server.url, issuer.url, tmp_path / "log")
    own_postgres_server.stop()
    process.start(wait_until_ready=False)
    try:
        assert "PostgreSQL" in await not_ready_for(process, "database")
        own_postgres_server.start()
        process.wait_until("/readyz")
        async with httpx.AsyncClient(base_url=process.url, timeout=30) as http:
            town = Town("no-database", http, bus, issuer)
            await town.grant()
            camera = await town.camera()
            async with (
                PlayingCamera(bus, town.tenant, camera).playing(),
                viewing(http, town.police, camera) as viewer,
            ):
                own_postgres_server.kill()
                refused = await town.revoke()
                assert (refused.status_code, refused.json()["title"]) == (503, "Unavailable")
                await town.raise_event("while-away")
                await viewer.frame()
                own_postgres_server.start()
                process.wait_until("/readyz")

                async def kept() -> bool:
                    items = (await http.get("/v1/events", headers=town.owner)).json()["items"]
                    return [item["id"] for item in items] == ["while-away"]

                await until(kept, "event that came while the database was away")
                assert (await town.revoke()).status_code == 200
                await viewer.until_told(5)
    finally:
        process.kill()


async def test_a_gateway_that_was_killed_comes_back_knowing_all_and_misses_no_event(
    process: GatewayProcess, own_town: Town
) -> None:
    process.start()
    await own_town.grant()
    await own_town.camera()
    await own_town.raise_event("before")
    process.kill()
    await own_town.raise_event("meanwhile")
    process.start()
    cameras = (await own_town.http.get("/v1/cameras", headers=own_town.police)).json()["items"]
    assert [item["id"] for item in cameras] == ["cam-1"]

    async def both() -> bool:
        items = (await own_town.http.get("/v1/events", headers=own_town.police)).json()["items"]
        return [item["id"] for item in items] == ["meanwhile", "before"]

    await until(both, "both events", poll_seconds=0.05)


async def test_on_sigterm_viewers_and_pages_are_told_and_it_ends_soon(
    process: GatewayProcess, own_town: Town, own_bus: Bus
) -> None:
    process.start()
    await own_town.grant()
    camera = await own_town.camera()
    async with (
        PlayingCamera(own_bus, own_town.tenant, camera).playing(),
        viewing(own_town.http, own_town.police, camera) as viewer,
        listening(own_town.http, own_town.police) as page,
    ):
        await page.until("ready")
        status = await asyncio.to_thread(process.stop)
        assert status == 0, process.log.read_text()
        _, told = await page.until("closing")
        assert told == {"reason": "stopping"}
        await viewer.until_told(2)


@pytest.mark.parametrize(
    ("setting", "value"),
    [("WEBRTC_HOSTS", "not-an-address"), ("PUBLIC_URL", "ftp://x"), ("UNKNOWN", "1"), ("HTTP_PORT", "70000")],
)
def test_a_setting_that_is_wrong_is_one_clear_line(process: GatewayProcess, setting: str, value: str) -> None:
    process.start(wait_until_ready=False, **{setting: value})
    assert process.wait() == 1
    told = process.log.read_text()
    assert f"LOKUS_GATEWAY_{setting}" in told
    assert "Traceback" not in told
