"""A warehouse, a kelurahan and two polling stations, the people between them, and boxes to carry."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from integration.registry.people import City, Person, camera, site, zone
from lokus_kit.clock import SystemClock
from support.identity import Issuer

RECEIPT = b"%PDF-1.7 berita acara serah terima"
SHA256 = hashlib.sha256(RECEIPT).hexdigest()
_SITES = {"gudang": ("kpu", "warehouse"), "kelurahan": ("dishub", "office"), "tps-2": ("kpu", "tps")}


@dataclass(frozen=True)
class Crew:
    """Who handles the boxes of a city: `kpu` at the warehouse and the polling stations, `dishub` between."""

    city: City
    warehouse: Person
    """An owner_admin of `kpu`, subject `siti@kpu`, who is the person `siti`."""
    kelurahan: Person
    """An owner_admin of `dishub`."""
    polling: Person
    """Another owner_admin of `kpu`."""
    driver: Person
    """An agency_operator of `polda`, subject `joko@polda`, who is the person `joko`."""

    async def receipt(self, person: Person) -> None:
        """Put the receipt as a file of the person's organisation."""
        response = await person._http.post(
            "/v1/files", content=RECEIPT, headers=person._headers | {"Content-Type": "application/pdf"}
        )
        assert response.is_success, response.text


async def crew(city: City, http: httpx.AsyncClient, issuer: Issuer) -> Crew:
    """Register what the boxes pass by."""

    def person(org: str, role: str, subject: str) -> Person:
        return Person(http, issuer.headers(org, role, tenant=city.tenant, sub=subject))

    await city.operator.put("organisations/polda", {"name": "Polda", "kind": "police"})
    bawaslu = {"name": "Bawaslu", "kind": "supervisor", "jurisdiction": ["31.71"]}
    await city.operator.put("organisations/bawaslu", bawaslu)
    pilgub = {"name": "Pilgub", "kind": "regional", "voting_on": "2026-02-14", "milestones": []}
    await city.operator.put("elections/pilgub", pilgub)
    for key, (owner, kind) in _SITES.items():
        keeper = city.owner if owner == "kpu" else city.other_owner
        await keeper.put(f"sites/{key}", site(owner, kind=kind))
    await city.owner.put("zones/store", zone("gudang", kind="store"))
    await city.owner.put("zones/yard", zone("gudang", private=False))
    await city.vendor.put("cameras/in-store", camera("store"))
    await city.vendor.put("cameras/in-yard", camera("yard"))
    for key, org in (("siti", "kpu"), ("joko", "polda"), ("budi", "dishub")):
        named = {"name": key.title(), "organisation": org, "title": "Petugas", "subject": f"{key}@{org}"}
        await city.operator.put(f"people/{key}", named)
    return Crew(
        city,
        warehouse=person("kpu", "owner_admin", "siti@kpu"),
        kelurahan=person("dishub", "owner_admin", "budi@dishub"),
        polling=person("kpu", "owner_admin", "wati@kpu"),
        driver=person("polda", "agency_operator", "joko@polda"),
    )


def moment(hours: float = 0) -> str:
    """So many hours from now."""
    return (_now() + timedelta(hours=hours)).isoformat()


def _now() -> datetime:
    return SystemClock().now()


def leg(key: str, start: str, end: str, departs: str, arrives: str, **more: Any) -> dict[str, Any]:
    """A leg that Joko answers for."""
    planned = {"planned_departure": departs, "planned_arrival": arrives}
    return {"id": key, "from_site": start, "to_site": end, "responsible": "joko"} | planned | more


def shipment(*legs: dict[str, Any]) -> dict[str, Any]:
    """Boxes and ballots."""
    contents = [{"item": "kotak", "unit": "buah"}, {"item": "surat", "unit": "lembar"}]
    return {"name": "Logistik", "election": "pilgub", "contents": contents, "legs": list(legs)}


def fan_out() -> dict[str, Any]:
    """From the warehouse to the kelurahan, and from there to two polling stations."""
    return shipment(
        leg("masuk", "gudang", "kelurahan", moment(-3), moment(2)),
        leg("ke-1", "kelurahan", "tps-1", moment(3), moment(4), responsible="budi"),
        leg("ke-2", "kelurahan", "tps-2", moment(3), moment(4), responsible="budi"),
    )


async def tell(person: Person, verb: str, status: int = 200, /, **body: Any) -> dict[str, Any]:
    """POST to a leg of the shipment `s1`, such as `masuk/depart`."""
    response = await person.ask("POST", f"shipments/s1/legs/{verb}", body)
    assert response.status_code == status, response.text
    return dict(response.json())
