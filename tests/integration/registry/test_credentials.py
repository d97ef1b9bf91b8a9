"""Credentials go in, are sealed, reach ingest, and are seen nowhere else."""

import json

import asyncpg
import httpx
from cryptography.fernet import Fernet

from integration.registry.kept_plane import KeptPlane
from integration.registry.people import SECRET, STREAM, City, camera
from integration.registry.registry_process import RegistryProcess


async def test_credentials_are_sealed_at_rest_and_for_ingest(
    city: City, bus: KeptPlane, database_url: str, credentials_key: str
) -> None:
    await city.vendor.put("cameras/c1", camera(credentials=SECRET))
    connection = await asyncpg.connect(database_url)
    try:
        dump = str(await connection.fetch("SELECT * FROM cameras WHERE tenant = $1", city.tenant))
    finally:
        await connection.close()
    assert "c1" in dump
    assert SECRET["password"] not in dump
    assert SECRET["username"] not in dump
    source = await bus.source_of_version(city.tenant, "c1", 1)
    assert source.sealed_credentials is not None
    assert json.loads(Fernet(credentials_key).decrypt(source.sealed_credentials)) == SECRET
    record = await bus.record_of_version(city.tenant, "c1", 1)
    assert "credentials" not in record.model_dump_json()


async def test_credentials_show_in_no_reply_and_no_log(city: City, registry: RegistryProcess) -> None:
    replies = [
        await city.vendor.ask("PUT", "cameras/c1", camera(credentials=SECRET)),
        await city.vendor.ask("GET", "cameras/c1"),
        await city.owner.ask("GET", "cameras"),
        await city.vendor.ask("PUT", "cameras/c1", camera(credentials=SECRET | {"port": 1})),
        await city.vendor.ask("PUT", "cameras/c1", camera(credentials=SECRET["password"])),
        await city.vendor.ask("PUT", "cameras/c1", camera("nowhere", credentials=SECRET)),
        await city.police.ask("PUT", "cameras/c1", camera(credentials=SECRET)),
    ]
    assert [reply.status_code for reply in replies] == [201, 200, 200, 422, 422, 422, 403]
    for reply in replies:
        assert SECRET["password"] not in reply.text
        assert "sealed" not in reply.text
    assert replies[1].json()["credentials_set"] is True
    assert SECRET["password"] not in registry.log.read_text()


async def test_left_out_they_stay_and_null_removes_them(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera(credentials=SECRET))
    kept = await city.vendor.put("cameras/c1", camera(name="Renamed"))
    assert (kept["credentials_set"], kept["version"]) == (True, 2)
    removed = await city.vendor.put("cameras/c1", camera(name="Renamed", credentials=None))
    assert (removed["credentials_set"], removed["version"]) == (False, 3)
    assert (await bus.source_of_version(city.tenant, "c1", 3)).sealed_credentials is None


async def test_a_new_address_needs_them_again(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera(credentials=SECRET))
    moved = [STREAM | {"url": "rtsp://198.51.100.7:554/stream1"}]
    problem = await city.vendor.put("cameras/c1", camera(streams=moved), 422)
    assert problem["reason"] == "credentials-needed"
    assert (await city.vendor.get("cameras/c1"))["version"] == 1
    again = await city.vendor.put("cameras/c1", camera(streams=moved, credentials=SECRET), 200)
    assert (again["credentials_set"], again["version"]) == (True, 2)
    source = await bus.source_of_version(city.tenant, "c1", 2)
    assert source.streams[0].url == moved[0]["url"]


async def test_the_same_credentials_again_change_nothing(city: City) -> None:
    first = await city.vendor.put("cameras/c1", camera(credentials=SECRET))
    assert await city.vendor.put("cameras/c1", camera(credentials=SECRET), 200) == first
    other = SECRET | {"password": "another"}
    assert (await city.vendor.put("cameras/c1", camera(credentials=other)))["version"] == 2


async def test_a_url_with_a_password_is_refused_without_repeating_it(
    city: City, http: httpx.AsyncClient, registry: RegistryProcess
) -> None:
    for url in (
        "rtsp://admin:hunter3-is-secret@192.0.2.10/stream1",
        "rtsp://192.0.2.10/stream1?user=admin&password=hunter3-is-secret",
    ):
        problem = await city.vendor.put("cameras/c1", camera(streams=[STREAM | {"url": url}]), 422)
        assert "`credentials`" in problem["detail"]
        assert "body.streams.0.url" in problem["detail"]
        assert "hunter3" not in json.dumps(problem)
    assert "hunter3" not in registry.log.read_text()
