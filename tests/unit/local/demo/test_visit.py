"""Looking whether the cameras deliver, in virtual time."""

from lokus_local.demo.city import CAMERAS
from lokus_local.demo.visit import until_cameras_deliver
from support.clock import VirtualClock
from unit.local.demo.kept_api import GATEWAY, KeptApi

_PRIVATE, _FAILING = "cam-kantor-kpu-rapat", "cam-monas-silang"


async def _missing(api: KeptApi) -> list[str]:
    async with api.client() as http:
        return await until_cameras_deliver(http, api.mint, GATEWAY, VirtualClock(), 3.0)


def _all_delivering() -> KeptApi:
    api = KeptApi()
    api.kept = {f"/v1/cameras/{camera.id}": {"status": "delivering"} for camera in CAMERAS}
    return api


async def test_a_private_camera_is_not_waited_for() -> None:
    api = _all_delivering()
    del api.kept[f"/v1/cameras/{_PRIVATE}"]
    assert await _missing(api) == []


async def test_a_camera_that_fails_is_told_with_its_reason_after_the_limit() -> None:
    api = _all_delivering()
    api.kept[f"/v1/cameras/{_FAILING}"] = {"status": "failed", "detail": "connection refused"}
    assert await _missing(api) == [f"{_FAILING}: failed, connection refused"]


async def test_a_camera_that_is_not_listed_is_told() -> None:
    api = _all_delivering()
    del api.kept[f"/v1/cameras/{_FAILING}"]
    assert await _missing(api) == [f"{_FAILING}: not listed"]
