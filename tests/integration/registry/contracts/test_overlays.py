"""Maintenance windows and exclusions over HTTP: one side asks, the other answers."""

import hashlib
from typing import Any

import httpx

from integration.registry.contracts.scene import in_days, overlay, signed_contract
from integration.registry.people import City, Person
from support.identity import Issuer

_PDF = b"%PDF-1.7 berita acara pemadaman PLN"


def _window(**more: Any) -> dict[str, Any]:
    return overlay(**{"from": in_days(1), "to": in_days(1.1)} | more)


async def _answer(person: Person, path: str, **body: Any) -> tuple[int, str | None]:
    response = await person.ask("POST", path, body)
    told = response.json()
    return response.status_code, told.get("state") or told.get("reason")


async def test_a_window_is_planned_by_the_vendor_and_agreed_by_the_buyer(city: City) -> None:
    await signed_contract(city, "c1")
    body = _window()
    planned = await city.vendor.put("maintenance-windows/w1", body, 201)
    assert planned["state"] == "planned"
    await city.vendor.put("maintenance-windows/w1", body, 200)
    assert await _answer(city.vendor, "maintenance-windows/w1/agree") == (403, "other-side")
    assert await _answer(city.owner, "maintenance-windows/w1/agree", note="setuju") == (200, "agreed")
    assert await _answer(city.owner, "maintenance-windows/w1/refuse", note="no") == (409, "agreed")
    changed = await city.vendor.ask("PUT", "maintenance-windows/w1", body | {"why": "other"})
    assert (changed.status_code, changed.json()["reason"]) == (409, "answered")
    read = await city.auditor.get("maintenance-windows/w1")
    assert (read["answered_by"], read["note"]) == ("somebody@kpu", "setuju")
    assert await _answer(city.vendor, "maintenance-windows/w1/withdraw") == (200, "withdrawn")


async def test_maintenance_that_has_begun_is_not_planned_nor_agreed(city: City) -> None:
    await signed_contract(city, "c1")
    late = await city.vendor.ask("PUT", "maintenance-windows/w1", overlay())
    assert (late.status_code, late.json()["reason"]) == (409, "too-late")


async def test_an_exclusion_is_claimed_with_evidence_that_both_sides_read(city: City) -> None:
    await signed_contract(city, "c1")
    sha256 = hashlib.sha256(_PDF).hexdigest()
    claim = overlay(kind="power", evidence=[sha256])
    missing = await city.vendor.ask("PUT", "exclusions/e1", claim)
    assert (missing.status_code, missing.json()["reason"]) == (422, "unknown-file")
    put = await city.vendor._http.post(
        "/v1/files", content=_PDF, headers=city.vendor._headers | {"Content-Type": "application/pdf"}
    )
    assert put.status_code == 201, put.text
    assert (await city.vendor.put("exclusions/e1", claim, 201))["state"] == "claimed"
    assert await _answer(city.owner, "exclusions/e1/reject") == (422, None)
    assert await _answer(city.owner, "exclusions/e1/approve") == (200, "approved")
    file = await city.owner.ask("GET", f"exclusions/e1/evidence/{sha256}")
    assert file.content == _PDF
    assert (await city.other_owner.ask("GET", f"exclusions/e1/evidence/{sha256}")).status_code == 403
    assert (await city.owner.ask("GET", f"exclusions/e1/evidence/{'0' * 64}")).status_code == 404


async def test_a_claim_may_be_rejected_with_a_reason(city: City) -> None:
    await signed_contract(city, "c1")
    await city.vendor.put("exclusions/e1", overlay(kind="force_majeure"), 201)
    assert await _answer(city.owner, "exclusions/e1/reject", note="tidak terbukti") == (200, "rejected")
    listed = await city.vendor.get("exclusions?contract=k1&state=rejected")
    assert [(each["id"], each["note"]) for each in listed["items"]] == [("e1", "tidak terbukti")]
    assert (await city.vendor.get("exclusions?state=approved"))["items"] == []


async def test_only_the_vendor_of_the_contract_asks(city: City) -> None:
    await signed_contract(city, "c1")
    for person in (city.owner, city.other_vendor, city.auditor):
        asked = await person.ask("PUT", "exclusions/e1", overlay(kind="power"))
        assert asked.status_code == 403
    nothing = await city.vendor.ask("PUT", "exclusions/e1", overlay(kind="power", cameras=[]))
    assert (nothing.status_code, nothing.json()["reason"]) == (422, "locus")


async def test_strangers_see_neither(city: City, http: httpx.AsyncClient, issuer: Issuer) -> None:
    await signed_contract(city, "c1")
    await city.vendor.put("exclusions/e1", overlay(kind="power"), 201)
    await city.vendor.put("maintenance-windows/w1", _window(), 201)
    other_tenant = City(f"{city.tenant}-other", http, issuer)
    for path in ("exclusions/e1", "maintenance-windows/w1"):
        await city.other_vendor.get(path, 403)
        await other_tenant.vendor.get(path, 404)
        collection = path.partition("/")[0]
        assert await city.other_vendor.ids(collection) == []
        assert await city.owner.ids(collection) != []
