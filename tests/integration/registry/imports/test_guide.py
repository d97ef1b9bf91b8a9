"""The commands and files of docs/guide/registry/imports.md, sent as they stand on the page."""

import json
from pathlib import Path

from integration.registry.guide_page import blocks, run
from integration.registry.imports.sending import counts, end_of, imported, submit
from integration.registry.people import City, site, zone
from integration.registry.registry_process import RegistryProcess

_RING = [[106.8, -6.25], [106.9, -6.25], [106.9, -6.1], [106.8, -6.1], [106.8, -6.25]]
_MANY_ROWS = 30_000


async def test_the_guide_is_true(city: City, registry: RegistryProcess, tmp_path: Path) -> None:
    sends, cameras, stations, draws, _, looks, ends = blocks("imports")
    await city.owner.put("sites/tps-1", site("kpu"))
    await city.owner.put("zones/tps-1-hall", zone("tps-1", private=False))
    sender = city.person("nusantara", "vendor", "platform_operator")
    token = sender._headers["Authorization"].removeprefix("Bearer ")
    names = {"REGISTRY": registry.url, "TOKEN": token}
    (tmp_path / "cameras.csv").write_text(cameras)
    drawing = {"type": "Polygon", "coordinates": [_RING]}
    feature = {"type": "Feature", "properties": {"kode": "31.71"}, "geometry": drawing}
    collection = {"type": "FeatureCollection", "features": [feature]}
    (tmp_path / "kecamatan.geojson").write_text(json.dumps(collection))

    for block in (sends, draws):
        job = await end_of(sender, json.loads(run(block, tmp_path, names)))
        assert counts(job) == (1, 0, 0, 0)
        run(looks, tmp_path, names | {"ID": job["id"]})
    assert await sender.ids("cameras") == []
    assert counts(await imported(sender, "collection=cameras", cameras)) == (1, 0, 0, 0)

    await _prepare_vote(city)
    job = await imported(sender, "collection=polling-stations&election=pemilu", stations)
    assert counts(job) == (1, 0, 0, 0)

    head, row = cameras.splitlines()
    rows = (row.replace("cam-1", f"cam-{number}") for number in range(_MANY_ROWS))
    long = await submit(sender, "collection=cameras&dry_run=true", "\n".join((head, *rows)))
    assert json.loads(run(ends, tmp_path, names | {"ID": long["id"]}))["state"] == "cancelled"


async def _prepare_vote(city: City) -> None:
    """The island, its polling place and the election that the page's polling station needs."""
    island = {"31.01": "regency", "31.01.01": "district", "31.01.01.1001": "village"}
    for code, level in island.items():
        parent = code.rpartition(".")[0]
        await city.operator.put(f"areas/{code}", {"name": "Pulau", "level": level, "parent": parent})
    await city.owner.put("sites/tps-3101011001001", site("kpu", area="31.01.01.1001"))
    election = {"name": "Pemilu", "kind": "general", "voting_on": "2024-02-14"}
    await city.operator.put("elections/pemilu", election)
