"""Footage on a camera's card, asked for over HTTP: a real registry, a real ingest, a scripted device."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx

from integration.ingest.card.card_device import Recorded, give_card
from integration.ingest.card.scripted_card import ScriptedCard, pictures, serving_card
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.late.conftest import an_hour_ago
from integration.ingest.onvif.scripted_device import ScriptedDevice, running
from integration.registry.late_footage.test_late_footage import ended
from integration.registry.people import City, Person, camera
from integration.registry.registry_process import RegistryProcess

PASSWORD = "Rahasia-17"
MINUTE = timedelta(minutes=1)


@asynccontextmanager
async def a_camera_with_a_card(city: City, start: datetime, seconds: int = 6) -> AsyncIterator[ScriptedCard]:
    """Camera `c1` of the city, whose line is away, with a device on this machine."""
    card = ScriptedCard(pictures(start, seconds), password=True)
    device = ScriptedDevice(password=PASSWORD)
    async with serving_card(card), running(device):
        give_card(device, [Recorded("Recording_1", start, start + timedelta(seconds=seconds))], card.url)
        url = f"http://127.0.0.1:{device.port}/onvif/device_service"
        body = camera(
            enabled=False,
            streams=[{"name": "main", "url": "rtsp://127.0.0.1/0"}],
            credentials={"username": "admin", "password": PASSWORD},
            onvif={"url": url},
        )
        await city.vendor.put("cameras/c1", body)
        yield card


async def asked(person: Person, start: datetime, until: datetime, name: str = "c1") -> httpx.Response:
    body: dict[str, Any] = {"from": start.isoformat(), "until": until.isoformat()}
    return await person.ask("POST", f"cameras/{name}/late-footage/from-card", body)


async def test_what_a_camera_kept_is_fetched_for_its_owner_and_told_of(
    late_city: City, storing: IngestProcess
) -> None:
    start = an_hour_ago()
    async with a_camera_with_a_card(late_city, start):
        answer = await asked(late_city.owner, start - MINUTE, start + MINUTE)
        assert answer.status_code == 202, answer.text
        assert (answer.json()["phase"], answer.json()["name"]) == ("received", None)
        end = await ended(late_city.owner, answer.headers["Location"])
        assert (end["phase"], end["frames"], end["detail"], end["clock_read"]) == ("stored", 150, None, True)
        assert datetime.fromisoformat(end["card"]["from"]) == start - MINUTE
        again = await asked(late_city.vendor, start - MINUTE, start + MINUTE)
        assert (again.status_code, again.json()) == (200, end)
        assert (await late_city.vendor.get("cameras/c1/late-footage"))["items"] == [end]


async def test_a_range_that_was_refused_may_be_asked_for_again(
    late_city: City, storing: IngestProcess
) -> None:
    start = an_hour_ago()
    async with a_camera_with_a_card(late_city, start) as card:
        kept, card.kept = card.kept, []
        answer = await asked(late_city.vendor, start - 9 * MINUTE, start - 5 * MINUTE)
        end = await ended(late_city.vendor, answer.headers["Location"])
        assert (end["phase"], end["refusal"]) == ("refused", "empty")
        card.kept = kept
        again = await asked(late_city.vendor, start - 9 * MINUTE, start - 5 * MINUTE)
        assert (again.status_code, again.json()["id"]) == (202, end["id"])


async def test_a_range_that_cannot_be_is_refused_at_once(late_city: City) -> None:
    start = an_hour_ago()
    async with a_camera_with_a_card(late_city, start) as card:
        for first, last, reason in (
            (start, start, "no-range"),
            (start, start + 90 * MINUTE, "future"),
            (start - 1500 * MINUTE, start, "too-long"),
        ):
            answer = await asked(late_city.vendor, first, last)
            assert (answer.status_code, answer.json()["reason"]) == (422, reason)
        assert (
            await late_city.vendor.ask("POST", "cameras/c1/late-footage/from-card", {})
        ).status_code == 422
        assert card.requests == []


async def test_a_camera_without_a_device_has_no_card(late_city: City) -> None:
    start = an_hour_ago()
    answer = await asked(late_city.vendor, start, start + MINUTE)
    assert (answer.status_code, answer.json()["reason"]) == (422, "no-device")


async def test_nobody_else_has_a_card_read(late_city: City) -> None:
    start = an_hour_ago()
    async with a_camera_with_a_card(late_city, start) as card:
        for stranger in (late_city.other_vendor, late_city.other_owner):
            answer = await asked(stranger, start, start + MINUTE)
            assert answer.status_code in {403, 404}
        assert card.requests == []
    assert (await asked(late_city.vendor, start, start + MINUTE, "none")).status_code == 404


async def fetched(registry: str, person: Person, *words: str) -> tuple[int, str]:
    """How `lokus recording fetch` ended, and what it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lokus_local", "recording", "fetch", *words, "--registry", registry),
        env={**os.environ, "LOKUS_TOKEN": person._headers["Authorization"].removeprefix("Bearer ")},
        stdout=PIPE,
        stderr=STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_the_command_waits_until_it_is_stored_and_says_why_it_is_not(
    late_city: City, late_registry: RegistryProcess, storing: IngestProcess
) -> None:
    start = an_hour_ago()
    async with a_camera_with_a_card(late_city, start):
        wanted = ("--from", (start - MINUTE).isoformat(), "--until", (start + MINUTE).isoformat())
        code, said = await fetched(late_registry.url, late_city.vendor, "c1", *wanted, "--wait")
        assert (code, "150 pictures" in said) == (0, True), said
        code, said = await fetched(late_registry.url, late_city.other_vendor, "c1", *wanted)
        assert (code, "recording fetch: " in said) == (1, True), said
        earlier = ("--from", (start - 9 * MINUTE).isoformat(), "--until", (start - 5 * MINUTE).isoformat())
        code, said = await fetched(late_registry.url, late_city.vendor, "c1", *earlier, "--wait")
        assert (code, "refused (empty)" in said) == (1, True), said
