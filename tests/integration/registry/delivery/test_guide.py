"""The commands of docs/guide/registry/delivery.md, run as they stand on the page."""

import json
from pathlib import Path

from integration.registry.guide_page import blocks, run
from integration.registry.people import City, camera
from integration.registry.registry_process import RegistryProcess


async def test_the_guide_is_true(city: City, registry: RegistryProcess, tmp_path: Path) -> None:
    await city.vendor.put("cameras/tps-menteng-012-1", camera())
    token = city.vendor._headers["Authorization"].removeprefix("Bearer ")
    names = {"REGISTRY": registry.url, "VENDOR": token}
    delivered, now = (run(block, tmp_path, names) for block in blocks("delivery"))
    [interval] = json.loads(delivered)["items"]
    asked = ("2026-02-14T07:00:00+07:00", "2026-02-14T19:00:00+07:00")
    assert (interval["started_at"], interval["ended_at"]) == asked
    assert interval["state"] == json.loads(now)["state"] == "unknown"
