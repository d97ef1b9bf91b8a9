"""Readiness over HTTP: what records and delivering cameras make of a standard, at one site and at many."""

from typing import Any

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from integration.registry.people import City, site
from integration.registry.readiness.standards import APAR, build, days_ago, standard
from lokus_postgres.database import async_url
from support.identity import Issuer

_PNG = b"\x89PNG\r\n\x1a\n evidence"


async def _states(city: City, key: str = "gudang") -> dict[str, str]:
    items = (await city.auditor.get(f"sites/{key}/readiness"))["items"]
    return {each["key"]: each["state"] for each in items}


async def _found(city: City, item: str, *, fulfilled: bool = True, **more: Any) -> dict[str, Any]:
    body = {"fulfilled": fulfilled, "observed_at": days_ago(1)} | more
    return await city.owner.put(f"sites/gudang/readiness/{item}", body, 200)


async def _measure(database_url: str, tenant: str, life: str, state: str) -> None:
    """Put the camera into that state of its life, delivering so: as life and ledger would."""
    engine = create_async_engine(async_url(database_url))
    where = {"tenant": tenant, "life": life, "state": state}
    async with engine.begin() as connection:
        await connection.execute(
            text("UPDATE camera_life SET state = :life WHERE tenant = :tenant AND camera = 'c1'"), where
        )
        await connection.execute(
            text(
                "INSERT INTO camera_status (tenant, camera, state, since)"
                " VALUES (:tenant, 'c1', :state, now())"
                " ON CONFLICT (tenant, camera) DO UPDATE SET state = :state"
            ),
            where,
        )
    await engine.dispose()


async def test_a_record_meets_an_item_until_it_expires_or_somebody_finds_otherwise(city: City) -> None:
    await build(city)
    assert await _states(city) == {"apar": "missing", "cctv": "gap", "guard": "missing"}
    await _found(city, "apar", note="dua tabung")
    assert (await _states(city))["apar"] == "met"
    await _found(city, "apar", observed_at=days_ago(90))
    assert (await _states(city))["apar"] == "met", "an older finding told later changes nothing"
    await _found(city, "apar", expires_at=days_ago(0.5))
    assert (await _states(city))["apar"] == "expired"
    await _found(city, "apar", fulfilled=False, observed_at=days_ago(0))
    [apar, *_] = (await city.auditor.get("sites/gudang/readiness"))["items"]
    assert (apar["state"], apar["finding"]["by"], apar["finding"]["organisation"]) == (
        "gap",
        "somebody@kpu",
        "kpu",
    )


async def test_cctv_is_what_delivers_now_and_cannot_be_ticked(city: City, database_url: str) -> None:
    await build(city)
    ticked = await city.owner.ask(
        "PUT", "sites/gudang/readiness/cctv", {"fulfilled": True, "observed_at": days_ago(1)}
    )
    assert (ticked.status_code, ticked.json()["reason"]) == (422, "unknown-item")
    [_, cctv, _] = (await city.auditor.get("sites/gudang/readiness"))["items"]
    assert cctv["unseen"] == ["store"]
    await _measure(database_url, city.tenant, "in_service", "delivering")
    assert (await _states(city))["cctv"] == "met"
    await _measure(database_url, city.tenant, "in_service", "stalled")
    assert (await _states(city))["cctv"] == "gap"
    await _measure(database_url, city.tenant, "accepted", "delivering")
    assert (await _states(city))["cctv"] == "gap"


async def test_a_site_is_ready_when_all_that_is_required_is_met(city: City, database_url: str) -> None:
    await build(city)
    await _measure(database_url, city.tenant, "in_service", "delivering")
    assert (await city.auditor.get("sites/gudang/readiness"))["ready"] is False
    assert (await _found(city, "apar"))["ready"] is True
    assert (await city.auditor.get("sites/tps-1/readiness"))["ready"] is False


async def test_a_standard_of_an_organisation_above_is_asked_too(city: City) -> None:
    await build(city)
    guard = {"key": "lock", "name": "Kunci", "rule": "record"}
    await city.other_owner.put("standards/above", standard("dishub", guard))
    assert "lock" not in await _states(city)
    kpu = {"name": "KPU", "kind": "election_commission", "parent": "dishub"}
    await city.operator.put("organisations/kpu", kpu)
    assert await _states(city) == {"lock": "missing", "apar": "missing", "cctv": "gap", "guard": "missing"}


async def test_evidence_is_read_by_whoever_reads_the_site(
    city: City, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    await build(city)
    headers = city.owner._headers | {"Content-Type": "image/png"}
    sha256 = (await http.post("/v1/files", content=_PNG, headers=headers)).json()["id"]
    refused = await city.owner.ask(
        "PUT",
        "sites/gudang/readiness/apar",
        {"fulfilled": True, "observed_at": days_ago(1), "evidence": "0" * 64},
    )
    assert refused.json()["reason"] == "unknown-file"
    await _found(city, "apar", evidence=sha256)
    path = "sites/gudang/readiness/apar/evidence"
    for person in (city.owner, city.auditor):
        assert (await person.ask("GET", path)).content == _PNG
    for person in (city.other_owner, city.vendor, city.police):
        await person.get(path, 403)
    await city.owner.get("sites/gudang/readiness/guard/evidence", 404)
    twin = City(f"{city.tenant}-twin", http, issuer)
    await twin.auditor.get(path, 404)
    await twin.auditor.get("sites/gudang/readiness", 404)
    assert (await twin.auditor.get("readiness"))["items"] == []


async def test_findings_are_recorded_by_the_owner_of_the_site(city: City) -> None:
    await build(city)
    body = {"fulfilled": True, "observed_at": days_ago(1)}
    for person in (city.other_owner, city.partner, city.vendor, city.operator, city.auditor, city.police):
        await person.put("sites/gudang/readiness/apar", body, 403)
    late = await city.owner.ask("PUT", "sites/gudang/readiness/apar", body | {"observed_at": days_ago(-1)})
    assert late.json()["reason"] == "future"


async def test_what_is_wanting_is_found_over_many_sites(city: City) -> None:
    await build(city)
    await city.owner.put("sites/gudang-2", site("kpu", kind="warehouse"))
    await _found(city, "apar")

    async def found(query: str) -> dict[str, list[str]]:
        items = (await city.owner.get(f"readiness?{query}"))["items"]
        return {each["site"]: [item["key"] for item in each["items"]] for each in items}

    assert await found("item=apar&state=missing") == {"gudang-2": ["apar"]}
    assert await found("item=apar&state=met&kind=warehouse&area=31.71") == {"gudang": ["apar"]}
    assert await found("area=32") == {}
    assert await found("state=missing&kind=warehouse") == {
        "gudang": ["guard"],
        "gudang-2": ["apar", "cctv", "guard"],
    }
    first = await city.owner.get("readiness?limit=1&state=missing")
    assert (first["next"], [each["site"] for each in first["items"]]) == ("gudang", ["gudang"])
    await city.other_owner.put("standards/foreign", standard("dishub", APAR))
    assert len(await _states(city)) == 3
