"""Cameras that cannot be pulled: each says why, none is hammered, and all heal."""

import asyncio

import pytest

from integration.ingest.conftest import Town
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.scripted_camera import (
    AUDIO_ONLY_SDP,
    MOTION_JPEG_SDP,
    Answer,
    describing,
    refusing,
    scripted_camera,
    silent,
    web_server,
)
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_kit.clock import SystemClock
from lokus_local.free_port import free_port
from lokus_proto.v1.stream_state import Phase, ReasonKind, StreamState

BASIC = 'WWW-Authenticate: Basic realm="camera"\r\n'
SHA_256 = 'WWW-Authenticate: Digest realm="camera", nonce="1", algorithm=SHA-256\r\n'


def failed(state: StreamState) -> bool:
    return state.phase is Phase.FAILED


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (refusing("403 Forbidden"), ReasonKind.FORBIDDEN),
        (refusing("404 Not Found"), ReasonKind.NOT_FOUND),
        (refusing("453 Not Enough Bandwidth"), ReasonKind.BUSY),
        (refusing("503 Service Unavailable"), ReasonKind.BUSY),
        (web_server, ReasonKind.NOT_RTSP),
        (silent, ReasonKind.TIMED_OUT),
        (describing(AUDIO_ONLY_SDP), ReasonKind.NO_VIDEO),
        (describing(MOTION_JPEG_SDP), ReasonKind.CODEC),
    ],
    ids=["403", "404", "453", "503", "web-server", "silent", "audio-only", "motion-jpeg"],
)
async def test_a_camera_that_says_no_is_told_apart_and_tried_again(
    town: Town, answer: Answer, reason: ReasonKind
) -> None:
    async with scripted_camera(answer) as camera:
        await town.registry.put("c1", camera.url)
        state = await town.states.until("c1", failed)
    assert state.reason is reason
    assert state.detail is not None
    assert len(state.detail) > 20
    assert state.next_attempt_at is not None


async def test_a_closed_port_is_refused(town: Town) -> None:
    await town.registry.put("c1", f"rtsp://127.0.0.1:{free_port()}/live")
    assert (await town.states.until("c1", failed)).reason is ReasonKind.REFUSED


@pytest.mark.parametrize("challenge", [BASIC, SHA_256], ids=["basic", "sha-256"])
async def test_a_refused_password_is_never_tried_again(town: Town, challenge: str) -> None:
    async with scripted_camera(refusing("401 Unauthorized", challenge)) as camera:
        await town.registry.put("c1", camera.url, user="admin", password="wrong")
        state = await town.states.until("c1", failed)
        asked = camera.count("DESCRIBE")
        await asyncio.sleep(3)
        assert camera.count("DESCRIBE") == asked <= 2
    assert state.reason is ReasonKind.AUTHENTICATION
    assert state.next_attempt_at is None


async def test_a_corrected_password_is_tried_at_once(town: Town, ingest: IngestProcess) -> None:
    guarded = VirtualCamera("--user", "admin", "--password", "right-one")
    guarded.start()
    try:
        await town.registry.put("c1", guarded.url, user="admin", password="wrong-one")
        assert (await town.states.until("c1", failed)).reason is ReasonKind.AUTHENTICATION
        await town.registry.put("c1", guarded.url, user="admin", password="right-one")
        await town.states.until("c1", lambda state: state.phase is Phase.DELIVERING)
    finally:
        guarded.kill()
    assert "wrong-one" not in ingest.log()
    assert "right-one" not in ingest.log()


async def test_unreadable_credentials_are_said_to_be(town: Town) -> None:
    await town.registry.put("c1", "rtsp://127.0.0.1:9/live", sealed="no-token")
    state = await town.states.until("c1", failed)
    assert (state.reason, state.next_attempt_at) == (ReasonKind.CREDENTIALS, None)


async def test_one_camera_that_hangs_keeps_no_other_waiting(town: Town, camera: VirtualCamera) -> None:
    async with scripted_camera(silent) as hanging:
        for number in range(5):
            await town.registry.put(f"hanging-{number}", hanging.url)
        began = SystemClock().monotonic_seconds()
        await town.registry.put("c1", camera.url)
        await town.states.until("c1", lambda state: state.phase is Phase.DELIVERING)
        assert SystemClock().monotonic_seconds() - began < 2.0


async def test_a_disabled_camera_is_let_go_and_said_to_be_stopped(town: Town, camera: VirtualCamera) -> None:
    await town.registry.put("c1", camera.url)
    await town.states.until("c1", lambda state: state.phase is Phase.DELIVERING)
    await town.registry.put("c1", camera.url, enabled=False)
    state = await town.states.until("c1", lambda state: state.phase is Phase.STOPPED)
    assert (state.run, state.measured) == (None, None)
