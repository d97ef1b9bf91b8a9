"""The commands of docs/guide/registry/life.md, run as they stand on the page."""

from pathlib import Path
from typing import Any

from integration.registry.guide_page import blocks, run
from integration.registry.kept_plane import KeptPlane
from integration.registry.life.ingest_voice import tell_pictures
from integration.registry.life.living import life, probe
from integration.registry.people import City, Person, camera
from integration.registry.registry_process import RegistryProcess
from integration.registry.waiting import until
from lokus_kit.clock import SystemClock


def _token(person: Person) -> str:
    return person._headers["Authorization"].removeprefix("Bearer ")


async def test_the_life_of_the_guide_is_true(
    city: City, bus: KeptPlane, registry: RegistryProcess, tmp_path: Path
) -> None:
    await city.vendor.put("cameras/c1", camera())
    await city.partner.put("cameras/c2", camera("gate", vendor=None))
    await probe(city, bus)
    (tmp_path / "snapshot.jpg").write_bytes(b"\xff\xd8\xff\xe0 the ballot boxes")
    names = {
        "REGISTRY": registry.url,
        "VENDOR": _token(city.vendor),
        "OWNER": _token(city.owner),
        "PARTNER": _token(city.partner),
    }
    shows, asks, report, decides, works, consents = blocks("life")
    run(shows, tmp_path, names)
    assert (tmp_path / "seen.jpg").read_bytes() == b"\xff\xd8\xff\xe0 the ballot boxes"
    since = SystemClock().now()
    run(asks, tmp_path, names)

    async def passed() -> dict[str, Any] | None:
        await tell_pictures(bus, city.tenant, since=since)
        found = await city.vendor.get("cameras/c1/acceptance-tests/1")
        return found if found["outcome"] == "passed" else None

    await until(passed)
    run(report, tmp_path, names)
    run(decides, tmp_path, names)
    assert (await life(city.owner))["state"] == "in_service"
    run(works, tmp_path, names)
    assert [edge["verb"] for edge in (await life(city.owner))["history"][:2]] == [
        "end-maintenance",
        "start-maintenance",
    ]
    run(consents, tmp_path, names)
    assert (await life(city.partner, "c2"))["consented"] is False
