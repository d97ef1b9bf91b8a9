"""The commands of docs/guide/registry/geography.md, run as they stand on the page; its questions, asked."""

import json
import re
from pathlib import Path

from integration.registry.guide_page import blocks, page, run
from integration.registry.people import City, Person
from integration.registry.registry_process import RegistryProcess

_RING = [[106.8, -6.25], [106.9, -6.25], [106.9, -6.1], [106.8, -6.1], [106.8, -6.25]]


def _token(person: Person) -> str:
    return person._headers["Authorization"].removeprefix("Bearer ")


async def test_the_guide_is_true(city: City, registry: RegistryProcess, tmp_path: Path) -> None:
    island = {"31.01": "regency", "31.01.01": "district", "31.01.01.1001": "village"}
    for code, level in island.items():
        parent = code.rpartition(".")[0]
        await city.operator.put(f"areas/{code}", {"name": "Pulau", "level": level, "parent": parent})
    boundary = {"type": "Polygon", "coordinates": [_RING]}
    (tmp_path / "boundary.geojson").write_text(json.dumps(boundary))
    names = {"REGISTRY": registry.url, "TOKEN": _token(city.operator)}
    for block in blocks("geography"):
        run(block, tmp_path, names)
    answers = {
        question: await city.police.ids(question)
        for question in re.findall(r"`GET /v1/(areas\?[^`]+)`", page("geography"))
    }
    assert answers == {
        "areas?parent=31.71": ["31.71.01"],
        "areas?within=31.71&level=village": ["31.71.01.1001"],
        "areas?name=gambir": [],
        "areas?at=-6.1754,106.8272": ["31.71"],
    }
    [supervised] = await city.police.ids("elections/pemilu-2024/polling-stations?supervision=true")
    assert supervised == "3101011001001"
