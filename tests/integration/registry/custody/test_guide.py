"""The chain of docs/guide/registry/custody.md, told with the very curl commands of the page."""

from pathlib import Path

from integration.registry.custody.material import RECEIPT, SHA256, Crew
from integration.registry.guide_page import blocks, run
from integration.registry.people import Person
from integration.registry.registry_process import RegistryProcess


def _token(person: Person) -> str:
    return person._headers["Authorization"].removeprefix("Bearer ")


async def test_the_chain_of_the_guide_is_true(hands: Crew, registry: RegistryProcess, tmp_path: Path) -> None:
    (tmp_path / "berita-acara.pdf").write_bytes(RECEIPT)
    pilgub = {"name": "Pilgub", "kind": "regional", "voting_on": "2026-02-14"}
    await hands.city.operator.put("elections/pilgub-2026", pilgub)
    rina = {"name": "Rina", "organisation": "bawaslu", "title": "Pengawas", "subject": "somebody@bawaslu"}
    await hands.city.operator.put("people/rina", rina)
    names = {
        "REGISTRY": registry.url,
        "GUDANG": _token(hands.warehouse),
        "GUDANG_2": _token(hands.polling),
        "KELURAHAN": _token(hands.kelurahan),
        "BAWASLU": _token(hands.city.observer),
        "SHA256": SHA256,
    }
    *told, alarms = blocks("custody")
    for block in told:
        run(block, tmp_path, names)
    leg = await hands.city.auditor.get("shipments/logistik-menteng/legs/masuk")
    assert (leg["state"], leg["differences"]) == ("closed", [])
    opening = await hands.city.auditor.get("openings/buka-gudang-1")
    assert (opening["state"], opening["witnesses"], opening["witnessed"]) == ("closed", ["rina"], False)
    [mismatch] = await hands.city.auditor.ids("alarms?kind=count-mismatch")
    run(alarms, tmp_path, names | {"ALARM": mismatch})
    answered = (await hands.city.auditor.get("alarms?kind=count-mismatch"))["items"][0]
    assert answered["acknowledged_by"] == "budi@dishub"
    unwitnessed = await hands.city.auditor.ids("alarms?kind=opening-unwitnessed&open=true")
    assert len(unwitnessed) == 1
