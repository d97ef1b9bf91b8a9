"""Counts over HTTP: what lies in an area, for whoever has a part in the platform."""

import httpx

from integration.registry.elections.ballots import RAWAN, hold, station
from integration.registry.people import City, camera, site
from support.identity import Issuer

_STATIONS = {"all": 3, "special": 1, "supervised": 1, "vulnerable": 1, "low": 1, "medium": 0, "high": 1}


async def _furnish(city: City) -> None:
    for code, level, parent in (("31.72", "regency", "31"), ("31.71.02", "district", "31.71")):
        await city.operator.put(f"areas/{code}", {"name": code, "level": level, "parent": parent})
    await city.owner.put("sites/store", site("kpu", kind="warehouse", area="31.71"))
    await city.vendor.put("cameras/c1", camera())
    await city.vendor.put("cameras/c2", camera())
    await hold(
        city,
        a=station(1, vulnerability=RAWAN),
        b=station(2, special=True, vulnerability=RAWAN | {"class": "low"}),
        c=station(3, supervision={"reason": "an island"}),
    )


async def test_what_lies_in_an_area_is_counted_as_a_whole_and_by_level(city: City) -> None:
    await _furnish(city)
    inner = {
        "areas": {"district": 1, "village": 1},
        "polling_stations": _STATIONS,
        "sites": {"tps": 1, "public_place": 1},
        "cameras": {"registered": 2},
    }
    nothing = {"polling_stations": dict.fromkeys(_STATIONS, 0), "sites": {}, "cameras": {}}
    report = await city.police.get("counts?area=31.71&by=district&election=pemilu")
    assert report == {
        "total": inner
        | {
            "area": "31.71",
            "name": "Area 31.71",
            "areas": {"regency": 1, "district": 2, "village": 1},
            "sites": {"tps": 1, "public_place": 1, "warehouse": 1},
        },
        "parts": [
            inner | {"area": "31.71.01", "name": "Area 31.71.01"},
            nothing | {"area": "31.71.02", "name": "31.71.02", "areas": {"district": 1}},
        ],
    }
    for person in (city.operator, city.owner, city.partner, city.vendor, city.observer, city.auditor):
        assert await person.get("counts?area=31.71&by=district&election=pemilu") == report


async def test_without_an_election_no_polling_stations_are_counted(city: City) -> None:
    await _furnish(city)
    report = await city.observer.get("counts?area=31.72")
    assert report["total"]["polling_stations"] is None
    assert report["parts"] == []


async def test_counts_of_what_is_not_there_say_so(city: City) -> None:
    assert "no area 99" in (await city.police.get("counts?area=99", 404))["detail"]
    assert "no election x" in (await city.police.get("counts?area=31&election=x", 404))["detail"]
    assert (await city.police.get("counts?area=31.71&by=regency", 422))["reason"] == "area-level"
    for wrong in ("", "?area=x", "?area=31&by=continent", "?area=31&election=A"):
        await city.police.get(f"counts{wrong}", 422)


async def test_nothing_of_another_tenant_is_counted(
    city: City, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    await _furnish(city)
    other = City(f"{city.tenant}-twin", http, issuer)
    await other.police.get("counts?area=31", 404)
    await other.operator.put("areas/31", {"name": "Jakarta", "level": "province"})
    await other.police.get("counts?area=31&election=pemilu", 404)
    total = (await other.police.get("counts?area=31"))["total"]
    assert (total["areas"], total["sites"], total["cameras"]) == ({"province": 1}, {}, {})


async def test_police_and_observers_read_what_there_is_and_no_places(city: City) -> None:
    await _furnish(city)
    for person in (city.police, city.observer):
        for path in ("areas", "areas/31.71", "elections", "elections/pemilu/polling-stations"):
            await person.get(path)
        for path in ("sites", "sites/tps-1", "zones", "zones/office", "cameras", "cameras/c1"):
            await person.get(path, 403)
