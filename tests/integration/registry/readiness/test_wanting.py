"""What is wanting at many sites over HTTP: totals, pages, the sheet and the page to print, each for whom."""

import csv
import io
from typing import Any

import httpx
import pytest

from integration.registry.map.standing import Standing
from integration.registry.people import City, Person, camera, site, zone
from integration.registry.readiness.standards import APAR, CCTV, GUARD, days_ago, standard
from support.identity import Issuer

SIGN = {"key": "sign", "name": "Papan", "rule": "notice_sign"}
SITES = ("g1", "g2", "g3", "g4")


@pytest.fixture
async def wanting(city: City, database_url: str) -> City:
    """Four warehouses whose items stand in every way that they can."""
    await city.owner.put("standards/std", standard("kpu", APAR, CCTV, GUARD, SIGN))
    await city.owner.put("people/siti", {"name": "Siti", "organisation": "kpu", "title": "Kepala Gudang"})
    for key, present in zip(SITES, (True, False, None, None), strict=True):
        sign = {"present": present, "checked_on": "2026-02-01", "checked_by": "siti"}
        more: dict[str, Any] = {} if present is None else {"notice_sign": sign}
        await city.owner.put(f"sites/{key}", site("kpu", kind="warehouse", name=f"={key}", **more))
    for key, at in {"z1": "g1", "z2": "g2", "z2b": "g2"}.items():
        await city.owner.put(f"zones/{key}", zone(at, kind="store"))
    await city.owner.put("zones/z3", zone("g3", kind="office"))
    for key, at in {"c1": "z1", "c2": "z2", "c2b": "z2b", "c3": "z3"}.items():
        await city.vendor.put(f"cameras/{key}", camera(at))
    standing = Standing(database_url, city.tenant)
    await standing.life("in_service", "c1", "c2", "c2b", "c3")
    await standing.status("delivering", "c1", "c2", "c3")
    await standing.status("offline", "c2b")
    for key, fulfilled, ago in (("g1", True, 1), ("g2", False, 1), ("g3", True, 31), ("g3", False, 99)):
        body = {"fulfilled": fulfilled, "observed_at": days_ago(ago)}
        await city.owner.put(f"sites/{key}/readiness/apar", body, 200)
    return city


async def _states(person: Person, query: str = "") -> dict[str, dict[str, str]]:
    items = (await person.get(f"readiness?kind=warehouse&{query}"))["items"]
    return {each["site"]: {item["key"]: item["state"] for item in each["items"]} for each in items}


async def test_many_sites_stand_as_each_of_them_does(wanting: City) -> None:
    """What SQL judges of many is what the domain judges of one, state by state and item by item."""
    each: dict[str, dict[str, str]] = {}
    for key in SITES:
        items = (await wanting.auditor.get(f"sites/{key}/readiness"))["items"]
        each[key] = {item["key"]: item["state"] for item in items}
    assert [each[key]["apar"] for key in SITES] == ["met", "gap", "expired", "missing"]
    assert [each[key]["cctv"] for key in SITES] == ["met", "gap", "missing", "missing"]
    assert [each[key]["sign"] for key in SITES] == ["met", "gap", "missing", "missing"]
    for item in ("apar", "cctv", "guard", "sign"):
        for state in ("met", "gap", "expired", "missing"):
            expected = {key: {item: state} for key, stands in each.items() if stands[item] == state}
            assert await _states(wanting.auditor, f"item={item}&state={state}") == expected, (item, state)
            [total] = (await wanting.auditor.get(f"readiness?kind=warehouse&item={item}"))["totals"]
            assert (total["sites"], total[state]) == (4, len(expected))


async def test_totals_are_by_the_level_asked_for_and_pages_are_full(wanting: City) -> None:
    page = await wanting.operator.get("readiness?by=regency&state=gap&limit=1&item=cctv")
    names = ("area", "name", "sites", "met", "gap", "expired", "missing")
    expected = ("31.71", "Area 31.71", 4, 1, 1, 0, 2)
    assert page["totals"] == [dict(zip(names, expected, strict=True))]
    assert ([each["site"] for each in page["items"]], page["next"]) == (["g2"], None)
    first = await wanting.operator.get("readiness?required=false&limit=3")
    assert ([len(each["items"]) for each in first["items"]], first["next"]) == ([1, 1, 1], "g3")
    assert list(await _states(wanting.operator, "after=g3")) == ["g4"]
    assert await _states(wanting.operator, "area=31.72") == {}
    assert await _states(wanting.operator, "owner=dishub") == {}


async def test_the_sheet_holds_all_items_and_no_formula(wanting: City) -> None:
    more = {"Accept": "text/csv"}
    response = await wanting.auditor.ask("GET", "readiness?item=apar&limit=1", more=more)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert {row["site"]: (row["name"], row["state"]) for row in rows} == {
        "g1": ("'=g1", "met"),
        "g2": ("'=g2", "gap"),
        "g3": ("'=g3", "expired"),
        "g4": ("'=g4", "missing"),
    }
    assert rows[0]["by"] == "somebody@kpu"
    assert (await wanting.vendor.ask("GET", "readiness", more=more)).status_code == 403


async def test_the_page_to_print_is_in_the_language_asked_for(wanting: City) -> None:
    for language, words in {"id-ID": "Kedaluwarsa", "en": "Expired"}.items():
        wanted = {"Accept": "text/html", "Accept-Language": language}
        response = await wanting.auditor.ask("GET", "readiness", more=wanted)
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert f"<td>{words}</td>" in response.text
        assert "z2b" in response.text


async def test_what_was_ever_found_is_kept(wanting: City) -> None:
    path = "sites/g3/readiness/apar"
    whole = (await wanting.auditor.get(path))["items"]
    assert [(each["number"], each["fulfilled"], each["by"]) for each in whole] == [
        (2, False, "somebody@kpu"),
        (1, True, "somebody@kpu"),
    ]
    first = await wanting.owner.get(f"{path}?limit=1")
    assert ([each["number"] for each in first["items"]], first["next"]) == ([2], 2)
    last = await wanting.owner.get(f"{path}?limit=1&behind=2")
    assert ([each["number"] for each in last["items"]], last["next"]) == ([1], None)
    for person in (wanting.vendor, wanting.other_owner, wanting.police):
        await person.get(path, 403)


async def test_each_sees_what_they_may_and_viewers_their_jurisdiction(wanting: City) -> None:
    assert set(await _states(wanting.owner)) == set(SITES)
    assert await _states(wanting.other_owner) == {}
    assert (await wanting.vendor.get("readiness", 403))["reason"] == "role"
    assert (await wanting.police.get("readiness", 403))["reason"] == "no-jurisdiction"
    polda: dict[str, Any] = {"name": "Polda", "kind": "police", "jurisdiction": ["31.71.01.1001"]}
    await wanting.operator.put("organisations/polda", polda)
    assert set(await _states(wanting.police)) == set(SITES)
    await wanting.police.get("sites/g1/readiness")
    await wanting.owner.put("sites/g5", site("kpu", kind="warehouse", area="31.71"))
    assert set(await _states(wanting.police)) == set(SITES)
    assert (await wanting.police.get("sites/g5/readiness", 403))["reason"] == "not-yours"


async def test_tenants_see_their_own(wanting: City, http: httpx.AsyncClient, issuer: Issuer) -> None:
    twin = City(f"{wanting.tenant}-twin", http, issuer)
    found = await twin.auditor.get("readiness")
    assert (found["totals"], found["items"]) == ([], [])
    await twin.auditor.get("sites/g1/readiness/apar", 404)


async def test_a_standard_of_a_variant_is_asked_of_that_variant_alone(city: City) -> None:
    asked = standard("kpu", APAR) | {"site_kind": "office", "variant": "ppk"}
    assert (await city.owner.put("standards/ppk", asked))["variant"] == "ppk"
    for variant in ("ppk", "pps"):
        await city.owner.put(f"sites/{variant}", site("kpu", kind="office", variant=variant))
    await city.owner.put("sites/plain", site("kpu", kind="office"))
    page = await city.owner.get("readiness?kind=office")
    assert [each["site"] for each in page["items"]] == ["ppk"]
    assert (await city.owner.get("sites/pps/readiness"))["items"] == []
    refused = await city.owner.ask("PUT", "standards/ppk", asked | {"variant": "main"})
    assert refused.json()["reason"] == "variant"
