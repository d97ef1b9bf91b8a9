"""How soon ingest knows that a camera does not deliver, and how well those arrive that do."""

import time

from integration.ingest.conftest import Town
from integration.ingest.scripted_camera import scripted_camera, silent
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_proto.v1.stream_state import Phase, ReasonKind, StreamState

OUTAGE_KNOWN_SECONDS = 10.0
STALL_KNOWN_SECONDS = 5.0


def delivers(state: StreamState) -> bool:
    return state.phase is Phase.DELIVERING


def failed(state: StreamState) -> bool:
    return state.phase is Phase.FAILED


async def test_the_outage_of_a_camera_that_is_killed_is_known_within_ten_seconds(
    town: Town, own_camera: VirtualCamera
) -> None:
    await town.registry.put("c1", own_camera.url)
    await town.states.until("c1", delivers)
    seen = len(town.states.of("c1"))
    own_camera.kill()
    killed = time.monotonic()
    await town.states.until("c1", failed, after=seen)
    assert time.monotonic() - killed < OUTAGE_KNOWN_SECONDS


async def test_a_camera_that_hangs_is_a_stall_and_then_does_not_answer(
    town: Town, own_camera: VirtualCamera
) -> None:
    await town.registry.put("c1", own_camera.url)
    await town.states.until("c1", delivers)
    seen = len(town.states.of("c1"))
    own_camera.stall()
    hung = time.monotonic()
    await town.states.until("c1", lambda state: state.phase is Phase.STALLED, after=seen)
    assert time.monotonic() - hung < STALL_KNOWN_SECONDS
    state = await town.states.until("c1", failed, after=seen)
    assert state.reason is ReasonKind.TIMED_OUT
    own_camera.go_on()


async def test_a_camera_that_never_answers_is_known_within_ten_seconds(town: Town) -> None:
    async with scripted_camera(silent) as camera:
        began = time.monotonic()
        await town.registry.put("c1", camera.url)
        await town.states.until("c1", failed)
        assert time.monotonic() - began < OUTAGE_KNOWN_SECONDS


async def test_a_state_tells_how_well_pictures_arrive(town: Town, camera: VirtualCamera) -> None:
    await town.registry.put("c1", camera.url)
    state = await town.states.until(
        "c1", lambda state: state.measured is not None and state.measured.gop_seconds is not None
    )
    measured = state.measured
    assert measured is not None
    assert (measured.gaps, measured.clock_drift_ppm) == (0, None)
    assert measured.jitter_ms is not None
    assert measured.jitter_ms < 100
    assert measured.key_frame_age_seconds is not None
    assert measured.key_frame_age_seconds < 3
