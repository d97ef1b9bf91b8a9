"""Probe jobs: HTTP to the registry, the bus to a real ingest, SOAP to a device that checks signatures."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest

from integration.ingest.ingest_process import IngestProcess
from integration.ingest.onvif.scripted_device import ScriptedDevice, real_device, running
from integration.registry.people import City, Person, camera
from integration.registry.registry_process import RegistryProcess
from support.identity import Issuer
from support.waiting import until

PASSWORD = "Rahasia-17"


@pytest.fixture
async def device() -> AsyncIterator[ScriptedDevice]:
    async with running(real_device(password=PASSWORD)) as serving:
        yield serving


def order(device: ScriptedDevice, **more: Any) -> dict[str, Any]:
    address = f"127.0.0.1:{device.port}"
    return {"address": address, "credentials": {"username": "admin", "password": PASSWORD}} | more


async def ended(person: Person, probe: str) -> dict[str, Any]:
    """A probe at its end."""

    async def at_end() -> dict[str, Any] | None:
        job = await person.get(f"probes/{probe}")
        return None if job["state"] == "waiting" else job

    found = await until(at_end, "end of a probe", 20, 0.05)
    assert found is not None
    return found


async def asked(person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """The job at its end; asked again while no worker listens yet."""
    async with asyncio.timeout(30):
        while True:
            answer = await person.ask("POST", "probes", body)
            assert answer.status_code == 202, answer.text
            assert answer.headers["Location"] == f"/v1/probes/{answer.json()['id']}"
            job = await ended(person, answer.json()["id"])
            if job["reason"] != "no_worker":
                return job
            await asyncio.sleep(0.1)


async def test_a_device_is_looked_at_and_only_those_who_asked_are_told(
    own_city: City, issuer: Issuer, looking: IngestProcess, device: ScriptedDevice
) -> None:
    job = await asked(own_city.vendor, order(device))
    assert job["state"] == "done"
    assert job["report"]["main"] == "main"
    assert job["report"]["profiles"][0]["stream_url"] == "rtsp://127.0.0.1/h264main"
    assert device.refused == {}
    for other in (own_city.other_vendor, own_city.owner):
        await other.get(f"probes/{job['id']}", 404)
    await own_city.police.get(f"probes/{job['id']}", 403)
    twin = City(f"{own_city.tenant}-twin", own_city.vendor._http, issuer)
    await twin.vendor.get(f"probes/{job['id']}", 404)
    assert PASSWORD not in str(job) + looking.log()


async def test_a_wrong_password_and_a_refused_connection_are_told_as_they_are(
    own_city: City, looking: IngestProcess, device: ScriptedDevice
) -> None:
    credentials = {"username": "admin", "password": "wrong"}
    job = await asked(own_city.owner, order(device, credentials=credentials))
    assert (job["state"], job["reason"]) == ("failed", "authentication")
    assert device.refused == {"digest": 1}
    job = await asked(own_city.partner, order(device, address="127.0.0.1:1"))
    assert job["reason"] == "refused"
    job = await asked(own_city.partner, order(device, address="169.254.169.254"))
    assert job["reason"] == "address"


async def test_the_credentials_of_a_camera_stay_with_its_hosts(
    own_city: City, looking: IngestProcess, device: ScriptedDevice
) -> None:
    await own_city.build()
    credentials = {"username": "admin", "password": PASSWORD}
    stream = {"name": "main", "url": "rtsp://127.0.0.1:1/a"}
    await own_city.vendor.put("cameras/c1", camera(streams=[stream], credentials=credentials, enabled=False))
    body = {"address": f"127.0.0.1:{device.port}", "camera": "c1"}
    assert (await asked(own_city.vendor, body))["state"] == "done"
    refused = await own_city.vendor.ask("POST", "probes", body | {"address": "192.0.2.66"})
    assert (refused.status_code, refused.json()["reason"]) == (422, "credentials-needed")
    refused = await own_city.other_vendor.ask("POST", "probes", body)
    assert (refused.status_code, refused.json()["reason"]) == (403, "not-yours")


async def test_no_more_than_a_few_probes_of_an_organisation_are_open(city: City) -> None:
    """No worker is on this bus: each is open until the registry has learned that."""
    for person in (city.police, city.observer, city.auditor):
        assert (await person.ask("POST", "probes", {"address": "192.0.2.1"})).status_code == 403
    for address in ("", "admin:secret@192.0.2.1", "x" * 513):
        refused = await city.vendor.ask("POST", "probes", {"address": address})
        assert refused.status_code == 422
        assert "secret@" not in refused.text
    async with asyncio.TaskGroup() as tasks:
        body = {"address": "192.0.2.1"}
        asking = [tasks.create_task(city.vendor.ask("POST", "probes", body)) for _ in range(12)]
    answers = [each.result() for each in asking]
    assert {answer.status_code for answer in answers} == {202, 503}
    taken = next(answer.json()["id"] for answer in answers if answer.status_code == 202)
    told = await ended(city.vendor, taken)
    assert (told["state"], told["reason"]) == ("failed", "no_worker")


async def test_the_command_line_prints_what_was_found_and_how_to_register_it(
    own_city: City,
    probing_registry: RegistryProcess,
    issuer: Issuer,
    looking: IngestProcess,
    device: ScriptedDevice,
) -> None:
    await asked(own_city.vendor, order(device))
    token = issuer.headers("nusantara", "vendor", tenant=own_city.tenant)["Authorization"].split()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lokus_local", "camera", "probe", f"127.0.0.1:{device.port}"),
        *("--user", "admin", "--registry", probing_registry.url),
        env=os.environ | {"LOKUS_TOKEN": token, "LOKUS_CAMERA_PASSWORD": PASSWORD},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told = (await process.communicate())[0].decode()
    assert process.returncode == 0, told
    assert "profile main: main, h264 1920x1080, 5 fps" in told
    assert '"url": "rtsp://127.0.0.1/h264main"' in told
    assert PASSWORD not in told
