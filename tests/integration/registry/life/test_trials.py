"""Acceptance tests: a real camera measured by a real ingest, and the reports that follow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integration.ingest.ingest_process import IngestProcess
from integration.ingest.virtual_cameras import VirtualCamera
from integration.registry.contracts.scene import TERMS, signed_contract
from integration.registry.kept_plane import KeptPlane, kept_plane
from integration.registry.life.ingest_voice import tell_pictures
from integration.registry.life.living import life, probe, review, take
from integration.registry.people import City, Person, camera
from integration.registry.registry_process import RegistryProcess
from integration.registry.waiting import until
from support.engines import NatsServer

EXPECTED = {
    "codecs": ["h264"],
    "min_width": 640,
    "min_height": 360,
    "min_fps": 10,
    "max_gop_seconds": 1,
}


@pytest.fixture
def ingest(own_nats_server: NatsServer, credentials_key: str, tmp_path: Path) -> Iterator[IngestProcess]:
    """On a bus of its own: on the shared one it would pull the cameras of all tests so far."""
    process = IngestProcess(own_nats_server.url, credentials_key, tmp_path / "ingest-log")
    process.start()
    yield process
    process.kill()


@pytest.fixture
def real_camera() -> Iterator[VirtualCamera]:
    """640x360 at 10 fps, a key frame each second."""
    virtual = VirtualCamera("--gop-seconds", "1")
    virtual.start()
    yield virtual
    virtual.kill()


async def _ask(person: Person, status: int = 202, **body: Any) -> dict[str, Any]:
    response = await person.ask("POST", "cameras/c1/acceptance-tests", {"seconds": 5} | body)
    assert response.status_code == status, response.text
    told = dict(response.json())
    if status == 202:
        assert response.headers["Location"] == f"/v1/cameras/c1/acceptance-tests/{told['number']}"
    return told


async def _report(
    person: Person, number: int = 1, bus: KeptPlane | None = None, tenant: str = ""
) -> dict[str, Any]:
    """The report once it is there; with a bus, ingest goes on telling of pictures meanwhile."""

    async def done() -> dict[str, Any] | None:
        if bus is not None:
            await tell_pictures(bus, tenant)
        found = await person.get(f"cameras/c1/acceptance-tests/{number}")
        return found if found["finished_at"] is not None else None

    return await until(done)


async def _probed(city: City) -> bool | None:
    return True if (await life(city.owner))["state"] == "probed" else None


def _failed(report: dict[str, Any]) -> list[str]:
    return [each["name"] for each in report["criteria"] if not each["passed"]]


async def test_a_real_camera_is_probed_tested_and_accepted(
    own_city: City, ingest: IngestProcess, real_camera: VirtualCamera
) -> None:
    streams = [{"name": "main", "url": real_camera.url, "transport": "tcp"}]
    await own_city.vendor.put("cameras/c1", camera(streams=streams))
    await until(lambda: _probed(own_city))
    await review(own_city.vendor)
    assert (await take(own_city.owner, "accept", 409))["reason"] == "test-needed"

    asked = await _ask(own_city.vendor, expected=EXPECTED | {"min_fps": 25, "codecs": ["h265"]})
    assert (asked["outcome"], asked["criteria"]) == ("queued", [])
    assert (await _ask(own_city.owner, 409, expected=EXPECTED))["reason"] == "test-open"
    failed = await _report(own_city.vendor)
    assert (failed["outcome"], _failed(failed)) == ("failed", ["codec", "fps"])
    assert failed["criteria"][1]["why"] == "h264 is not h265"
    assert (await take(own_city.owner, "accept", 409))["reason"] == "test-failed"

    await _ask(own_city.owner, expected=EXPECTED)
    passed = await _report(own_city.vendor, 2)
    assert (passed["outcome"], _failed(passed)) == ("passed", []), passed
    assert [each["name"] for each in passed["criteria"]] == [
        *("delivery", "codec", "width", "height", "fps", "gop"),
    ]
    assert (await take(own_city.owner, "accept"))["state"] == "accepted"
    listed = (await own_city.owner.get("cameras/c1/acceptance-tests"))["items"]
    assert [each["number"] for each in listed] == [2, 1]
    await take(own_city.owner, "retire", reason="end of the test")


async def test_a_test_that_was_cut_off_starts_over_with_the_next_registry(
    own_city: City, own_registry: RegistryProcess, own_nats_server: NatsServer
) -> None:
    await own_city.vendor.put("cameras/c1", camera())
    async with kept_plane(own_nats_server.url) as plane:
        await _ask(own_city.vendor, seconds=6, expected={})

        async def running() -> str | None:
            found = await own_city.vendor.get("cameras/c1/acceptance-tests/1")
            return str(found["started_at"]) if found["outcome"] == "running" else None

        first = await until(running)
        own_registry.kill()
        own_registry.start()
        report = await _report(own_city.vendor, 1, plane, "jakarta")
    assert report["started_at"] > first
    assert report["outcome"] in {"passed", "failed"}


async def test_a_refused_camera_is_probed_again_by_a_test_of_it(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    await probe(city, bus)
    await take(city.owner, "refuse", reason="too dark")
    await _ask(city.vendor, expected={})
    await _report(city.vendor, 1, bus, city.tenant)
    assert (await life(city.vendor))["state"] == "probed"


async def test_what_is_expected_stands_in_the_contract_as_it_is_now(city: City) -> None:
    await signed_contract(city, "c1", ends_on="2043-12-31")
    first = await _ask(city.vendor)
    assert first["expected"] == {
        name: TERMS[name] for name in ("codecs", "min_width", "min_height", "min_fps", "max_gop_seconds")
    }
    later = {"2024-03": 12, "2024-06": 15, "2043-01": 25}
    for month, fps in later.items():
        await city.owner.put(f"contracts/k1/amendments/{month}", TERMS | {"min_fps": fps})
    await city.vendor.put("cameras/c2", camera())
    await city.owner.put("contracts/k1/cameras/c2", {})
    response = await city.vendor.ask("POST", "cameras/c2/acceptance-tests", {"seconds": 5})
    assert (response.status_code, response.json()["expected"]["min_fps"]) == (202, 15)


async def test_without_a_contract_the_expected_is_asked_for(city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    assert (await _ask(city.vendor, 422))["reason"] == "expected-needed"


async def test_only_vendor_and_owner_ask_and_others_do_not_read(city: City, other_city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    for person in (city.operator, city.auditor, city.other_vendor, city.other_owner, city.police):
        await _ask(person, 403, expected={})
    await _ask(other_city.vendor, 404, expected={})
    await _ask(city.owner, expected={})
    await city.vendor.get("cameras/c1/acceptance-tests/1")
    await city.auditor.get("cameras/c1/acceptance-tests/1")
    await city.owner.get("cameras/c1/acceptance-tests/2", 404)
    for path in ("cameras/c1/acceptance-tests", "cameras/c1/acceptance-tests/1"):
        await city.other_vendor.get(path, 403)
        await other_city.owner.get(path, 404)


async def test_a_retired_camera_is_tested_no_more(city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    await take(city.owner, "retire", reason="gone")
    assert (await _ask(city.vendor, 409, expected={}))["reason"] == "retired"
