"""What goes away in flight, and comes back: a camera, ingest itself, the bus."""

import asyncio
import time

from integration.ingest.conftest import Town, open_town
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_proto.v1.stream_state import Phase, ReasonKind, StreamState
from support.engines import NatsServer


def delivers(state: StreamState) -> bool:
    return state.phase is Phase.DELIVERING


async def test_a_killed_camera_comes_back_as_a_new_run(town: Town, own_camera: VirtualCamera) -> None:
    await town.registry.put("c1", own_camera.url)
    async with town.reading("c1") as reading:
        before = await reading.until(lambda units: len(units) >= 5)
        own_camera.kill()
        state = await town.states.until("c1", lambda state: state.phase is Phase.FAILED)
        assert state.reason is ReasonKind.ENDED
        own_camera.start()
        after = await reading.until(lambda units: units[-1].run > before[0].run)
    assert after[-1].key_frame
    assert (after[-1].seq, after[-1].pts_90k) == (0, 0)


async def test_a_stall_is_known_within_five_seconds_and_heals(town: Town, own_camera: VirtualCamera) -> None:
    await town.registry.put("c1", own_camera.url)
    await town.states.until("c1", delivers)
    await asyncio.sleep(0.5)
    own_camera.stall()
    stalled = time.monotonic()
    state = await town.states.until("c1", lambda state: state.phase is Phase.STALLED)
    assert time.monotonic() - stalled < 5.0
    assert state.reason is ReasonKind.STALLED
    seen = len(town.states.of("c1"))
    own_camera.go_on()
    await town.states.until("c1", delivers, after=seen)


async def test_no_camera_is_blamed_when_ingest_itself_stood_still(
    own_nats_server: NatsServer, own_ingest: IngestProcess, credentials_key: str, camera: VirtualCamera
) -> None:
    async with open_town(own_nats_server.url, credentials_key) as town:
        await town.registry.put("c1", camera.url)
        run = (await town.states.until("c1", delivers)).run
        seen = len(town.states.of("c1"))
        own_ingest.freeze()
        await asyncio.sleep(7)
        own_ingest.thaw()
        back = await town.states.until("c1", delivers, after=seen)
        assert back.run == run
        assert {state.phase for state in town.states.of("c1")[seen:]} == {Phase.DELIVERING}
        assert await own_ingest.metric("lokus_ingest_absence_seconds_total") > 5


async def test_a_reader_goes_on_when_ingest_was_killed(
    own_nats_server: NatsServer, own_ingest: IngestProcess, credentials_key: str, camera: VirtualCamera
) -> None:
    async with open_town(own_nats_server.url, credentials_key) as town:
        await town.registry.put("c1", camera.url)
        async with town.reading("c1") as reading:
            before = await reading.until(lambda units: len(units) >= 5)
            own_ingest.kill()
            own_ingest.start()
            await reading.until(lambda units: units[-1].run > before[0].run)
    assert own_ingest.stop() == 0


async def test_pulling_goes_on_while_the_bus_is_away(
    own_nats_server: NatsServer, own_ingest: IngestProcess, credentials_key: str, camera: VirtualCamera
) -> None:
    async with open_town(own_nats_server.url, credentials_key) as town:
        await town.registry.put("c1", camera.url)
        async with town.reading("c1") as reading:
            before = await reading.until(lambda units: len(units) >= 5)
            own_nats_server.stop()
            await asyncio.sleep(2)
            assert "bus" in await own_ingest.readiness()
            own_nats_server.start()
            gap = len(reading.units)
            units = await reading.until(lambda units: len(units) >= gap + 15)
    assert {unit.run for unit in units} == {before[0].run}
    assert units[gap].key_frame
    assert units[-1].seq > len(units)
    assert await own_ingest.readiness() == {}
    assert await own_ingest.metric('lokus_ingest_lost_access_units_total{where="bus"}') > 0


async def test_ingest_stops_soon_and_cleanly_whatever_its_cameras_do(
    own_nats_server: NatsServer, own_ingest: IngestProcess, credentials_key: str, own_camera: VirtualCamera
) -> None:
    async with open_town(own_nats_server.url, credentials_key) as town:
        await town.registry.put("c1", own_camera.url)
        await town.states.until("c1", delivers)
        own_camera.stall()
        began = time.monotonic()
        assert await asyncio.to_thread(own_ingest.stop) == 0
    assert time.monotonic() - began < 8.0
    assert "probes: again" not in own_ingest.log()
    assert "footage: again" not in own_ingest.log()
