"""The commands of docs/guide/registry/readiness.md, run as they stand on the page."""

from pathlib import Path

import httpx

from integration.registry.guide_page import blocks, run
from integration.registry.people import City, Person, site, zone
from integration.registry.registry_process import RegistryProcess
from support.identity import Issuer


async def test_the_guide_is_true(
    city: City, http: httpx.AsyncClient, issuer: Issuer, registry: RegistryProcess, tmp_path: Path
) -> None:
    headers = issuer.headers("kpu-dki", "owner_admin", tenant=city.tenant)
    owner = Person(http, headers)
    await city.operator.put("organisations/kpu-dki", {"name": "KPU DKI", "kind": "election_commission"})
    await owner.put("sites/gudang", site("kpu-dki", kind="warehouse"))
    await owner.put("zones/ruang-simpan", zone("gudang", kind="store"))
    names = {"REGISTRY": registry.url, "TOKEN": headers["Authorization"].removeprefix("Bearer ")}
    for block in blocks("readiness"):
        run(block, tmp_path, names)
    items = (await owner.get("sites/gudang/readiness"))["items"]
    states = {each["key"]: each["state"] for each in items}
    assert states == {
        "cctv": "gap",
        "fire-extinguisher": "expired",
        "evacuation-route": "missing",
        "guard": "missing",
        "lock-and-seal": "missing",
        "rain-fire-procedure": "missing",
    }
    missing = (await owner.get("readiness?kind=warehouse&area=31.71&state=gap"))["items"]
    assert [item["key"] for found in missing for item in found["items"]] == ["cctv"]
    sheet = (tmp_path / "kesiapan.csv").read_text()
    assert "gudang,Site of kpu-dki,warehouse,kpu-dki,31.71.01.1001,gudang-logistik,cctv" in sheet
    assert "<h1>Kesiapan lokasi</h1>" in (tmp_path / "kesiapan.html").read_text()
