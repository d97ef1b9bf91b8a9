"""Late footage over HTTP: sent to a real registry, stored by a real ingest, followed by those who may."""

import asyncio
import hashlib
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from integration.ingest.ingest_process import IngestProcess
from integration.ingest.late.conftest import an_hour_ago, film
from integration.registry.late_footage.conftest import MAX_BYTES
from integration.registry.people import City, Person
from integration.registry.registry_process import RegistryProcess
from support.identity import Issuer
from support.waiting import until

RAW = {"Content-Type": "application/octet-stream"}


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return film(tmp_path_factory.mktemp("clip") / "clip.mp4", 12)


def path(content: bytes, starts_at: datetime, camera: str = "c1", **more: Any) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    said = {"starts_at": starts_at.isoformat(), "sha256": sha256, "name": "usb.mp4"} | more
    return f"cameras/{camera}/late-footage?{urlencode(said)}"


async def sent(person: Person, content: bytes, starts_at: datetime, **more: Any) -> httpx.Response:
    return await person.send("POST", path(content, starts_at, **more), content, RAW)


async def ended(person: Person, place: str) -> dict[str, Any]:
    """Some footage at its end; `place` as the Location of the answer."""

    async def at_end() -> dict[str, Any] | None:
        state = await person.get(place.removeprefix("/v1/"))
        return state if state["phase"] in {"stored", "refused"} else None

    found = await until(at_end, "end of late footage", 30)
    assert found is not None
    return found


async def test_a_file_of_the_vendor_is_stored_and_told_of(
    late_city: City, storing: IngestProcess, folder: Path, clip: bytes
) -> None:
    answer = await sent(late_city.vendor, clip, an_hour_ago(), clock_offset_milliseconds=-1500)
    assert answer.status_code == 202, answer.text
    assert answer.json()["phase"] == "received"
    end = await ended(late_city.vendor, answer.headers["Location"])
    assert (end["phase"], end["detail"], end["frames"]) == ("stored", None, 300)
    stored_from = datetime.fromisoformat(end["stored_from"])
    assert stored_from == an_hour_ago() - timedelta(seconds=1.5)
    assert (end["by"], end["organisation"], end["name"]) == ("somebody@nusantara", "nusantara", "usb.mp4")
    assert len(list((folder / "store" / late_city.tenant / "c1").rglob("*.mp4"))) == end["segments"]
    assert (await late_city.owner.get("cameras/c1/late-footage"))["items"] == [end]


async def test_the_same_file_again_is_the_same_job(
    late_city: City, storing: IngestProcess, folder: Path, clip: bytes
) -> None:
    first = await sent(late_city.vendor, clip, an_hour_ago())
    end = await ended(late_city.vendor, first.headers["Location"])
    again = await sent(late_city.owner, clip, an_hour_ago().astimezone(UTC), name="other.mp4")
    assert (again.status_code, again.json()) == (200, end)
    assert again.headers["Location"] == first.headers["Location"]
    assert len(list((folder / "store" / late_city.tenant / "c1").rglob("*.mp4"))) == end["segments"]


async def test_what_was_refused_may_be_sent_again(late_city: City, storing: IngestProcess) -> None:
    nonsense = b"this is no video at all. " * 40
    first = await sent(late_city.vendor, nonsense, an_hour_ago())
    assert (await ended(late_city.vendor, first.headers["Location"]))["refusal"] == "not_video"
    assert (await sent(late_city.vendor, nonsense, an_hour_ago())).status_code == 202


async def test_only_the_vendor_and_the_owner_bring_footage(late_city: City, clip: bytes) -> None:
    refused = ("other_vendor", "other_owner", "partner", "operator", "auditor", "police", "observer")
    for name in refused:
        answer = await sent(getattr(late_city, name), clip, an_hour_ago())
        assert answer.status_code == 403, (name, answer.text)
    assert (await sent(late_city.vendor, clip, an_hour_ago(), camera="c2")).status_code == 404


async def test_footage_is_told_of_to_nobody_else_and_to_no_other_tenant(
    late_city: City, issuer: Issuer, storing: IngestProcess, clip: bytes
) -> None:
    answer = await sent(late_city.vendor, clip, an_hour_ago())
    place = answer.headers["Location"].removeprefix("/v1/")
    await ended(late_city.owner, place)
    for person in (late_city.other_vendor, late_city.other_owner):
        await person.get(place, 403)
        await person.get("cameras/c1/late-footage", 403)
    twin = await City(f"{late_city.tenant}-twin", late_city.vendor._http, issuer).build()
    await twin.vendor.get(place, 404)
    assert (await sent(twin.vendor, clip, an_hour_ago())).status_code == 404
    await late_city.vendor.get(f"cameras/c1/late-footage/{'0' * 32}", 404)


async def test_a_body_that_is_not_what_was_declared_is_refused(late_city: City, clip: bytes) -> None:
    said = path(clip, an_hour_ago())
    cut = await late_city.vendor.send("POST", said, clip[:-1], RAW)
    assert (cut.status_code, cut.json()["reason"]) == (422, "other-hash")
    empty = await sent(late_city.vendor, b"", an_hour_ago())
    assert (empty.status_code, empty.json()["reason"]) == (422, "empty")
    coming = await sent(late_city.vendor, clip, an_hour_ago() + timedelta(hours=8))
    assert (coming.status_code, coming.json()["reason"]) == (422, "future")
    without_zone = an_hour_ago().replace(tzinfo=None)
    assert (await sent(late_city.vendor, clip, without_zone)).status_code == 422
    assert (await late_city.vendor.get("cameras/c1/late-footage"))["items"] == []


async def test_a_file_over_the_limit_is_refused_whether_or_not_it_says_so(late_city: City) -> None:
    large = bytes(MAX_BYTES + 1)
    assert (await sent(late_city.vendor, large, an_hour_ago())).status_code == 413

    async def pieces() -> AsyncIterator[bytes]:
        for place in range(0, len(large), 100_000):
            yield large[place : place + 100_000]

    answer = await late_city.vendor.send("POST", path(large, an_hour_ago()), pieces(), RAW)
    assert answer.status_code == 413
    assert (await late_city.vendor.get("cameras/c1/late-footage"))["items"] == []


async def test_a_file_of_several_parts_comes_over_the_bus_whole(
    late_city: City, storing: IngestProcess, clip: bytes
) -> None:
    noise = os.urandom(5_000_000)
    content = clip + (len(noise) + 8).to_bytes(4, "big") + b"free" + noise
    answer = await sent(late_city.vendor, content, an_hour_ago())
    assert answer.status_code == 202, answer.text
    end = await ended(late_city.vendor, answer.headers["Location"])
    assert (end["phase"], end["frames"], end["size_bytes"]) == ("stored", 300, len(content))


async def lokus(city: City, registry: RegistryProcess, issuer: Issuer, *words: str) -> tuple[int, str]:
    """Run `lokus recording ...` as the vendor; its exit code, and what it said."""
    token = issuer.headers("nusantara", "vendor", tenant=city.tenant)["Authorization"].split()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lokus_local", "recording", *words, "--registry", registry.url),
        env=os.environ | {"LOKUS_TOKEN": token},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told = (await process.communicate())[0].decode()
    assert process.returncode is not None
    return process.returncode, told


async def test_the_command_line_sends_a_file_waits_and_tells_what_became_of_it(
    late_city: City,
    late_registry: RegistryProcess,
    issuer: Issuer,
    storing: IngestProcess,
    clip: bytes,
    tmp_path: Path,
) -> None:
    file, nonsense = tmp_path / "usb.mp4", tmp_path / "notes.txt"
    await asyncio.to_thread(file.write_bytes, clip)
    await asyncio.to_thread(nonsense.write_text, "this is no video at all. " * 40)
    said = ("c1", str(file), "--starts-at", an_hour_ago().isoformat(), "--wait")
    code, told = await lokus(late_city, late_registry, issuer, "upload", *said)
    assert code == 0, told
    assert "300 pictures in" in told
    code, told = await lokus(
        late_city, late_registry, issuer, "upload", "c1", str(nonsense), "--starts-at", "2h", "--wait"
    )
    assert (code, "refused (not video)" in told) == (1, True), told
    code, told = await lokus(late_city, late_registry, issuer, "uploads", "c1")
    assert code == 0
    assert [line.split("  ")[1] for line in told.splitlines()] == ["notes.txt", "usb.mp4"]
    code, told = await lokus(late_city, late_registry, issuer, "upload", "c2", str(file), "--starts-at", "1h")
    assert (code, "there is no camera c2" in told) == (1, True), told
