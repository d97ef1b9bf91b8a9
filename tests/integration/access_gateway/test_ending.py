"""All that ends live viewing: no packet afterwards, and the viewer is told."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from integration.access_gateway.playing_camera import PlayingCamera
from integration.access_gateway.town import Town
from integration.access_gateway.viewer import Viewer, viewing
from lokus_identity.caller import Role
from lokus_kit.clock import SystemClock
from support.waiting import until

LATEST_SECONDS = 1.0
_clock = SystemClock()


async def must_have_ended(viewer: Viewer, asked_at: float) -> float:
    """Wait for the end, then listen on for a while; returns how long after the click a packet still came."""
    await viewer.until_told(5)
    await asyncio.sleep(0.5)
    last_seconds = max(viewer.packet_times) - asked_at
    assert last_seconds < LATEST_SECONDS
    return last_seconds


async def test_after_a_revocation_no_packet_comes(
    town: Town, source: PlayingCamera, camera: str, record_property: Callable[[str, object], None]
) -> None:
    async with (
        viewing(town.http, town.police, camera) as viewer,
        viewing(town.http, town.owner, camera) as own,
    ):
        asked_at = _clock.monotonic_seconds()
        assert (await town.revoke()).status_code == 200
        record_property("revoke_to_last_packet_seconds", await must_have_ended(viewer, asked_at))
        await own.frame()


async def test_viewing_ends_with_the_grant(town: Town, source: PlayingCamera, camera: str) -> None:
    await town.revoke()
    await town.grant("short", lasts=timedelta(seconds=4))
    ends_at = _clock.monotonic_seconds() + 4
    async with viewing(town.http, town.police, camera) as viewer:
        await viewer.until_told(8)
        assert abs(max(viewer.packet_times) - ends_at) < LATEST_SECONDS


@pytest.mark.parametrize(
    "change",
    [
        lambda town: town.camera(version=2, private=True),
        lambda town: town.camera(version=2, in_service=False),
        lambda town: town.camera(version=2, removed=True),
        lambda town: town.camera(version=2, site="tps-2"),
    ],
    ids=[
        "zone turned private",
        "camera taken out of service",
        "camera removed",
        "camera moved out of the locus",
    ],
)
async def test_a_change_of_the_camera_ends_what_it_forbids(
    town: Town, source: PlayingCamera, camera: str, change: Callable[[Town], Awaitable[str]]
) -> None:
    async with viewing(town.http, town.police, camera) as viewer:
        asked_at = _clock.monotonic_seconds()
        await change(town)
        await must_have_ended(viewer, asked_at)


async def test_viewing_ends_with_the_token(town: Town, source: PlayingCamera, camera: str) -> None:
    expires = int(_clock.now().timestamp()) + 1
    short = town.person("police", Role.AGENCY_OPERATOR, exp=expires)
    async with viewing(town.http, short, camera) as viewer:
        await viewer.until_told(10)
        assert (await town.http.delete(viewer.location, headers=town.police)).status_code == 404


async def test_a_viewer_that_vanishes_at_once_is_forgotten(
    town: Town, source: PlayingCamera, camera: str
) -> None:
    async with viewing(town.http, town.police, camera) as viewer:
        location = viewer.location

    async def forgotten() -> bool:
        return (await town.http.get(location, headers=town.police)).status_code == 404

    await until(forgotten, "end of the session of a viewer that left", limit_seconds=5)
