"""Bringing the demo's cameras into service, in virtual time."""

import json
from typing import Any

import httpx
import pytest

from lokus_local.demo.caller import Caller, DemoRefusedError
from lokus_local.demo.city import CAMERAS
from lokus_local.demo.service import bring_into_service
from support.clock import VirtualClock
from unit.local.demo.kept_api import REGISTRY, KeptApi, person

_MONAS, _PLAZA = "cam-monas-silang", "cam-plaza-mitra-atrium"
_STEPS = {"accept": ("probed", "accepted"), "put-in-service": ("accepted", "in_service")}


class LivingApi(KeptApi):
    """Keeps lives: a camera that waits and whose partner has consented is probed with the second look."""

    def __init__(self) -> None:
        super().__init__()
        self.lives: dict[str, dict[str, Any]] = {
            camera.id: {"state": "registered", "consented": camera.id != _PLAZA, "history": [], "looks": 0}
            for camera in CAMERAS
        }
        self.steps: list[tuple[str, str, str]] = []
        self.broken: set[str] = set()

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/files":
            return httpx.Response(201, json={"id": request.content.decode()})
        if request.url.path.count("/") == 3:
            return httpx.Response(200, json={"streams": [{"url": request.url.path}]})
        _, _, _, camera, what = request.url.path.split("/")
        life = self.lives[camera]
        if what == "consent":
            life["consented"] = True
        elif what == "placement":
            life["reviewed"] = json.loads(request.content)["secrecy_check"]["snapshot"]
        elif what == "life":
            life["looks"] += 1
            if life["state"] == "registered" and life["consented"] and life["looks"] > 1:
                life["state"] = "registered" if camera in self.broken else "probed"
        else:
            before, after = _STEPS[what]
            assert life["state"] == before
            life["state"] = after
        if what != "life":
            self.steps.append((camera, what, person(request)))
        return httpx.Response(200, json=life)


async def _take(url: str) -> bytes:
    return f"picture from {url}".encode()


async def _idle(api: LivingApi) -> list[str]:
    async with api.client() as http:
        registry = Caller(http, api.mint, REGISTRY)
        return await bring_into_service(registry, _take, VirtualClock(), 3.0)


async def test_a_picture_of_each_camera_at_a_polling_station_is_reviewed() -> None:
    api = LivingApi()
    await _idle(api)
    reviewed = {camera: life["reviewed"] for camera, life in api.lives.items() if "reviewed" in life}
    assert set(reviewed) == {
        "cam-tps-menteng-012-masuk",
        "cam-tps-menteng-012-kotak",
        "cam-tps-cikini-003-masuk",
    }
    assert all(picture == f"picture from /v1/cameras/{camera}" for camera, picture in reviewed.items())


async def test_each_owner_accepts_its_cameras_and_puts_them_in_service() -> None:
    api = LivingApi()
    assert await _idle(api) == []
    assert {life["state"] for life in api.lives.values()} == {"in_service"}
    assert [(what, who) for camera, what, who in api.steps if camera == _MONAS] == [
        ("accept", "opd.operator"),
        ("put-in-service", "opd.operator"),
    ]


async def test_a_partner_consents_first() -> None:
    api = LivingApi()
    await _idle(api)
    assert [what for camera, what, _ in api.steps if camera == _PLAZA] == [
        "consent",
        "accept",
        "put-in-service",
    ]


@pytest.mark.parametrize(
    ("state", "verb"), [("probed", "refuse"), ("registered", "withdraw-consent"), ("retired", "retire")]
)
async def test_what_an_owner_has_decided_stays(state: str, verb: str) -> None:
    api = LivingApi()
    api.lives[_MONAS] |= {"state": state, "history": [{"verb": verb}]}
    assert await _idle(api) == []
    assert _MONAS not in {camera for camera, _, _ in api.steps}


async def test_a_camera_without_pictures_is_told_after_the_limit() -> None:
    api = LivingApi()
    api.broken = {_MONAS}
    assert await _idle(api) == [f"{_MONAS}: registered"]


async def test_a_picture_that_cannot_be_taken_is_told_as_such() -> None:
    async def fail(url: str) -> bytes:
        raise DemoRefusedError(f"no picture from {url}")

    api = LivingApi()
    async with api.client() as http:
        registry = Caller(http, api.mint, REGISTRY)
        with pytest.raises(DemoRefusedError, match="no picture from /v1/cameras/cam-tps-"):
            await bring_into_service(registry, fail, VirtualClock(), 3.0)
