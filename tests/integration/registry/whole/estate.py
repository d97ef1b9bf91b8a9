"""One city with one thing, at least, of every collection, all put through the API."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from integration.registry.contracts.scene import TERMS, in_days, overlay, signed_contract
from integration.registry.custody.material import SHA256, Crew, crew, fan_out, moment
from integration.registry.people import City
from integration.registry.readiness.standards import standard
from integration.registry.waiting import until
from support.identity import Issuer

_BOUNDARY: Final = {
    "type": "Polygon",
    "coordinates": [[[106.7, -6.3], [106.9, -6.3], [106.9, -6.1], [106.7, -6.1], [106.7, -6.3]]],
}
_PDF: Final = b"%PDF-1.7 bukti pemadaman"
_EVIDENCE: Final = hashlib.sha256(_PDF).hexdigest()

_CHOSEN: Final = {
    "organisations": {"key": "kpu"},
    "people": {"key": "siti"},
    "areas": {"code": "31.71.01.1001"},
    "elections": {"key": "pilgub", "election": "pilgub", "code": "3171011001001"},
    "sites": {"key": "tps-1", "sha256": SHA256, "item": "apar"},
    "standards": {"key": "std"},
    "zones": {"key": "hall"},
    "files": {"sha256": SHA256},
    "cameras": {"key": "c1", "camera": "c1", "sha256": SHA256, "number": "1"},
    "contracts": {"key": "k1", "month": "2024-03", "camera": "c1"},
    "maintenance-windows": {"key": "w1"},
    "exclusions": {"key": "e1", "sha256": _EVIDENCE},
    "shipments": {"key": "s1", "leg": "masuk", "sha256": SHA256},
    "openings": {"key": "o1"},
    "disputes": {"key": "d1", "sha256": _EVIDENCE},
}
"""What stands in the place of a path's parameters, by the first word of the path behind `/v1/`."""

_NOT_READ_SO: Final = ("files", "alarms/", "probes")
"""What an auditor does not read by its id: files by their records, alarms as a list, probes not at all."""


@dataclass(frozen=True)
class Estate:
    """The city, those who handle its material, and the ids of all that it holds.

    `ids`: what stands in the place of a path's parameters, by the first word of the path behind `/v1/`.
    """

    city: City
    crew: Crew
    ids: Mapping[str, Mapping[str, str]]

    def of(self, collection: str) -> Mapping[str, str]:
        """The ids in one collection."""
        return self.ids.get(collection, {})

    async def seen(self) -> dict[str, Any]:
        """All that its auditor and its owner read of it, by path."""
        single = {f"{collection}/{next(iter(ids.values()))}" for collection, ids in self.ids.items()}
        lists = {*self.ids, "contracts/k1/cameras", "contracts/k1/amendments"}
        paths = sorted(path for path in single | lists if not path.startswith(_NOT_READ_SO))
        return {path: (await self.city.auditor.ask("GET", path)).json() for path in paths}


async def estate(tenant: str, http: httpx.AsyncClient, issuer: Issuer) -> Estate:
    """Build it."""
    city = await City(tenant, http, issuer).build()
    people = await crew(city, http, issuer)
    await _geography(city)
    await people.receipt(people.warehouse)
    await people.receipt(people.kelurahan)
    await people.warehouse.put("shipments/s1", fan_out(), 201)
    planned = {"planned_from": moment(1), "planned_to": moment(2), "present": ["siti", "joko"]}
    await people.warehouse.put("openings/o1", {"site": "gudang", "purpose": "Periksa"} | planned, 201)
    await city.owner.put("standards/std", standard(), 201)
    await _agreements(city)
    given = {
        "imports": await _import(city),
        "probes": await _probe(city),
        "statements": await _statement(city),
        "recording-holds": await _hold(city),
    }
    ids = {collection: {"key": key, "camera": "c1"} for collection, key in given.items()}
    alarm = {"alarms": {"key": await _alarm(people)}}
    cameras = {"cameras": {**_CHOSEN["cameras"], "footage": await _footage(city)}}
    return Estate(city, people, _CHOSEN | ids | alarm | cameras)


async def _geography(city: City) -> None:
    drawn = {"Content-Type": "application/geo+json"}
    response = await city.operator.ask("PUT", "areas/31.71.01.1001/boundary", _BOUNDARY, drawn)
    assert response.is_success, response.text
    station = {"number": 1, "area": "31.71.01.1001", "site": "tps-1"}
    await city.operator.put("elections/pilgub/polling-stations/3171011001001", station)


async def _agreements(city: City) -> None:
    await signed_contract(city, "c1")
    await city.owner.put("contracts/k1/cameras/c1", {})
    asked = await city.vendor.ask("POST", "cameras/c1/acceptance-tests", {"seconds": 5, "expected": {}})
    assert asked.status_code == 202, asked.text
    await city.owner.put("contracts/k1/amendments/2024-03", TERMS)
    window = overlay(**{"from": in_days(1), "to": in_days(1.1)})
    await city.vendor.put("maintenance-windows/w1", window, 201)
    evidence = await city.vendor._http.post(
        "/v1/files", content=_PDF, headers=city.vendor._headers | {"Content-Type": "application/pdf"}
    )
    assert evidence.is_success, evidence.text
    claim = overlay(kind="power", evidence=[_EVIDENCE])
    await city.vendor.put("exclusions/e1", claim, 201)


async def _import(city: City) -> str:
    """A file of one row."""
    sent = await city.owner._http.post(
        "/v1/imports?collection=zones",
        content="id,name,kind,site\nhall-2,Aula,hall,tps-1\n",
        headers=city.owner._headers | {"Content-Type": "text/csv"},
    )
    assert sent.status_code == 202, sent.text
    key: str = sent.json()["id"]

    async def done() -> bool | None:
        return (await city.owner.get(f"imports/{key}"))["state"] == "done" or None

    await until(done)
    return key


async def _probe(city: City) -> str:
    """One of a device where there is none."""
    asked = await city.vendor.ask("POST", "probes", {"address": "192.0.2.10"})
    assert asked.status_code == 202, asked.text
    key: str = asked.json()["id"]
    return key


async def _hold(city: City) -> str:
    """That of an hour of recordings."""
    held = {"camera": "c1", "from": in_days(-1), "reason": "Laporan saksi"}
    placed = await city.owner.ask("POST", "recording-holds", held)
    assert placed.status_code == 201, placed.text
    return str(placed.json()["id"])


async def _footage(city: City) -> str:
    """A file that nobody reads here, for there is no ingest."""
    sent = await city.owner._http.post(
        "/v1/cameras/c1/late-footage",
        params={"starts_at": in_days(-0.1), "sha256": _EVIDENCE},
        content=_PDF,
        headers=city.owner._headers | {"Content-Type": "application/octet-stream"},
    )
    assert sent.status_code == 202, sent.text
    return str(sent.json()["id"])


async def _statement(city: City) -> str:
    """That of a month, and a dispute about it."""
    asked = await city.owner.ask("POST", "contracts/k1/statements", {"month": "2024-03"})
    assert asked.status_code == 202, asked.text
    key: str = asked.json()["id"]

    async def computed() -> bool | None:
        return (await city.owner.get(f"statements/{key}"))["state"] == "draft" or None

    await until(computed)
    march = {"from": "2024-03-02T00:00:00+07:00", "to": "2024-03-02T01:00:00+07:00"}
    dispute = {"statement": key, "camera": "c1", "claim": "Listrik padam", "counts_as": "excluded"}
    await city.vendor.put("disputes/d1", dispute | march | {"evidence": [_EVIDENCE]}, 201)
    return key


async def _alarm(people: Crew) -> str:
    """That of a store which is opened without approval."""
    planned = {"planned_from": moment(-1), "planned_to": moment(2), "present": ["siti", "joko"]}
    await people.warehouse.put("openings/o2", {"site": "gudang", "purpose": "Periksa"} | planned, 201)
    opened = await people.warehouse.ask("POST", "openings/o2/open", {})
    assert opened.is_success, opened.text
    alarm, *_ = (await people.warehouse.get("alarms?kind=opening-unapproved"))["items"]
    return str(alarm["id"])
