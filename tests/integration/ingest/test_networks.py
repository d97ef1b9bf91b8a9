"""Where cameras may be pulled from: hosts are found, and held against the networks that are allowed."""

import pytest

from integration.ingest.conftest import Town, open_town
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_proto.v1.stream_state import Phase, ReasonKind, StreamState
from support.engines import NatsServer


def failed(state: StreamState) -> bool:
    return state.phase is Phase.FAILED


def delivers(state: StreamState) -> bool:
    return state.phase is Phase.DELIVERING


async def test_a_camera_is_found_by_its_name(town: Town, camera: VirtualCamera) -> None:
    await town.registry.put("c1", f"rtsp://localhost:{camera.port}/0")
    await town.states.until("c1", delivers)


async def test_a_name_that_nobody_knows_is_said_to_be_unknown(town: Town) -> None:
    await town.registry.put("c1", "rtsp://camera-7.invalid/live")
    state = await town.states.until("c1", failed)
    assert state.reason is ReasonKind.UNREACHABLE
    assert state.detail is not None
    assert "name" in state.detail
    assert state.next_attempt_at is not None


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "224.0.0.1"])
async def test_an_address_that_is_not_allowed_is_left_alone(town: Town, host: str) -> None:
    await town.registry.put("c1", f"rtsp://{host}/live")
    state = await town.states.until("c1", failed)
    assert (state.reason, state.next_attempt_at) == (ReasonKind.ADDRESS, None)


async def test_a_name_that_leads_to_what_is_not_allowed_is_never_connected_to(
    own_nats_server: NatsServer, own_ingest: IngestProcess, credentials_key: str, camera: VirtualCamera
) -> None:
    own_ingest.kill()
    own_ingest.start(ALLOWED_NETWORKS="default")
    async with open_town(own_nats_server.url, credentials_key) as town:
        await town.registry.put("by-name", f"rtsp://localhost:{camera.port}/0")
        await town.registry.put("by-address", camera.url)
        by_name = await town.states.until("by-name", failed)
        by_address = await town.states.until("by-address", failed)
        assert await own_ingest.metric("lokus_ingest_admissions_total") == 0
    assert by_name.reason is by_address.reason is ReasonKind.ADDRESS
    assert by_address.next_attempt_at is None
    assert by_name.next_attempt_at is not None
