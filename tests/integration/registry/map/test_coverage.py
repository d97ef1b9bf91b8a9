"""The survey of coverage over HTTP."""

import csv
import io
from typing import Any

import httpx
import pytest

from integration.registry.map.standing import Standing
from integration.registry.people import City, Person, camera, site, zone
from support.identity import Issuer


@pytest.fixture
async def surveyed(city: City, database_url: str) -> City:
    """`tps-1` delivers, `mall` has one that does not, `store` has none in service."""
    await city.owner.put("sites/store", site("kpu", kind="warehouse", name="=Gudang", area="31.71"))
    await city.owner.put("zones/room", zone("store"))
    for key, place in {"c1": "hall", "c2": "hall", "c3": "office", "c5": "room"}.items():
        await city.vendor.put(f"cameras/{key}", camera(place))
    await city.partner.put("cameras/c4", camera("gate", vendor=None))
    standing = Standing(database_url, city.tenant)
    await standing.life("in_service", "c1", "c2", "c3", "c4")
    await standing.status("delivering", "c1", "c3", "c5")
    await standing.status("offline", "c2", "c4")
    return city


async def _states(person: Person, query: str = "") -> dict[str, str]:
    return {item["id"]: item["state"] for item in (await person.get(f"coverage?{query}"))["items"]}


async def test_a_site_is_covered_by_what_its_cameras_in_service_do_now(
    surveyed: City, database_url: str
) -> None:
    assert await _states(surveyed.auditor) == {
        "mall": "not_delivering",
        "store": "none",
        "tps-1": "delivering",
    }
    [item] = (await surveyed.auditor.get("coverage?kind=tps"))["items"]
    assert (item["cameras"], item["delivering"], item["area_name"]) == (3, 2, "Area 31.71.01.1001")
    await Standing(database_url, surveyed.tenant).status("stalled", "c1", "c3")
    assert (await _states(surveyed.auditor))["tps-1"] == "not_delivering"


async def test_totals_are_by_the_level_asked_for(surveyed: City) -> None:
    def total(area: str, *counts: int) -> dict[str, Any]:
        names = ("sites", "delivering", "not_delivering", "none")
        return {"area": area, "name": f"Area {area}"} | dict(zip(names, counts, strict=True))

    by_regency = (await surveyed.operator.get("coverage?by=regency"))["totals"]
    assert by_regency == [total("31.71", 3, 1, 1, 1)]
    by_district = (await surveyed.operator.get("coverage"))["totals"]
    assert by_district == [total("31.71", 1, 0, 0, 1), total("31.71.01", 2, 1, 1, 0)]


async def test_filters_narrow_the_survey(surveyed: City) -> None:
    assert set(await _states(surveyed.auditor, "state=none")) == {"store"}
    assert set(await _states(surveyed.auditor, "kind=warehouse")) == {"store"}
    assert set(await _states(surveyed.auditor, "area=31.71.01")) == {"mall", "tps-1"}
    assert await _states(surveyed.auditor, "election=none") == {}
    page = await surveyed.auditor.get("coverage?state=none")
    assert sum(total["sites"] for total in page["totals"]) == 3


async def test_pages_follow_each_other(surveyed: City) -> None:
    first = await surveyed.auditor.get("coverage?limit=2")
    assert ([item["id"] for item in first["items"]], first["next"]) == (["mall", "store"], "store")
    last = await surveyed.auditor.get("coverage?limit=2&after=store")
    assert ([item["id"] for item in last["items"]], last["next"]) == (["tps-1"], None)


async def test_the_sheet_holds_all_sites_and_no_formula(surveyed: City) -> None:
    response = await surveyed.auditor.ask("GET", "coverage?limit=1", more={"Accept": "text/csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(response.text)))
    assert {line["site"]: line["name"] for line in lines} == {
        "mall": "Site of plaza",
        "store": "'=Gudang",
        "tps-1": "Site of kpu",
    }


async def test_the_page_to_print_is_in_the_language_asked_for(surveyed: City) -> None:
    wanted = {"Accept": "text/html", "Accept-Language": "id-ID"}
    response = await surveyed.auditor.ask("GET", "coverage", more=wanted)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "Tanpa kamera" in response.text


async def test_everybody_surveys_what_they_look_over(surveyed: City) -> None:
    assert set(await _states(surveyed.owner)) == {"store", "tps-1"}
    assert set(await _states(surveyed.partner)) == {"mall"}
    assert set(await _states(surveyed.vendor)) == {"store", "tps-1"}
    assert await _states(surveyed.other_vendor) == await _states(surveyed.other_owner) == {}
    assert (await surveyed.police.get("coverage", 403))["reason"] == "no-jurisdiction"
    polda = {"name": "Polda", "kind": "police", "jurisdiction": ["31.71.01"]}
    await surveyed.operator.put("organisations/polda", polda)
    assert set(await _states(surveyed.police)) == {"mall", "tps-1"}


async def test_tenants_survey_their_own(surveyed: City, http: httpx.AsyncClient, issuer: Issuer) -> None:
    twin = City(f"{surveyed.tenant}-twin", http, issuer)
    found = await twin.auditor.get("coverage")
    assert (found["totals"], found["items"]) == ([], [])
