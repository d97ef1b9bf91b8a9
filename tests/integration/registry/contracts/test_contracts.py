"""Contracts, later terms and cameras over HTTP."""

import asyncio

import httpx

from integration.registry.contracts.scene import TERMS, contract, signed_contract
from integration.registry.people import City, camera
from support.identity import Issuer


async def test_a_contract_is_what_was_put_and_put_again_is_the_same(city: City) -> None:
    await city.owner.put("contracts/k1", contract(), 201)
    await city.owner.put("contracts/k1", contract(), 200)
    assert await city.owner.get("contracts/k1") == {"id": "k1"} | contract()
    stale = (await city.owner.ask("GET", "contracts/k1")).headers["etag"]
    await city.owner.put("contracts/k1", contract(name="Other"), 200)
    refused = await city.owner.ask("PUT", "contracts/k1", contract(), {"If-Match": stale})
    assert refused.status_code == 412


async def test_the_buyer_writes_and_both_sides_and_auditors_read(city: City) -> None:
    await city.owner.put("contracts/k1", contract(), 201)
    for person in (city.owner, city.vendor, city.auditor, city.operator):
        assert await person.ids("contracts") == ["k1"]
        await person.get("contracts/k1")
    for person in (city.other_owner, city.other_vendor):
        assert await person.ids("contracts") == []
        await person.get("contracts/k1", 403)
    for person in (city.partner, city.police, city.observer):
        await person.get("contracts", 403)
    for person in (city.vendor, city.other_owner, city.auditor, city.operator):
        assert (await person.ask("PUT", "contracts/k1", contract())).status_code == 403
        assert (await person.ask("DELETE", "contracts/k1")).status_code == 403


async def test_another_tenant_sees_none_of_it(city: City, http: httpx.AsyncClient, issuer: Issuer) -> None:
    await signed_contract(city, "c1")
    other = City(f"{city.tenant}-other", http, issuer)
    for path in ("contracts/k1", "contracts/k1/amendments", "contracts/k1/cameras"):
        await other.owner.get(path, 404)
    assert (await other.owner.ask("PUT", "contracts/k1/cameras/c1", {})).status_code == 404


async def test_what_cannot_be_is_refused_with_what_to_mend(city: City) -> None:
    steps = [{"below": 0.99, "share": 0.1}, {"below": 0.9, "share": 0.5}]
    cases = {
        "parties": contract(vendor="kpu"),
        "days": contract(ends_on="2023-12-31"),
        "credit-steps": contract(terms=TERMS | {"credit_steps": steps}),
        "unknown-reference": contract(vendor="nobody"),
        "service-hours": contract(
            terms=TERMS | {"service_hours": [{"days": ["mon"], "from": "07:00", "to": "07:00"}]}
        ),
    }
    for reason, body in cases.items():
        refused = await city.owner.ask("PUT", "contracts/k1", body)
        assert (refused.status_code, refused.json()["reason"]) == (422, reason), refused.text


async def test_later_terms_hold_from_a_month_on(city: City) -> None:
    await city.owner.put("contracts/k1", contract(), 201)
    later = TERMS | {"monthly_fee_per_camera": 300_000}
    await city.owner.put("contracts/k1/amendments/2024-06", later, 201)
    await city.owner.put("contracts/k1/amendments/2024-06", later, 200)
    listed = (await city.vendor.ask("GET", "contracts/k1/amendments")).json()
    assert [(each["valid_from"], each["terms"]) for each in listed] == [("2024-06-01", later)]
    for month in ("2024-01", "2025-01"):
        refused = await city.owner.ask("PUT", f"contracts/k1/amendments/{month}", later)
        assert (refused.status_code, refused.json()["reason"]) == (422, "month")
    assert (await city.vendor.ask("PUT", "contracts/k1/amendments/2024-07", later)).status_code == 403
    await city.owner.delete("contracts/k1/amendments/2024-06")
    await city.owner.delete("contracts/k1/amendments/2024-06", 404)


async def test_a_camera_is_in_one_contract_at_a_time(city: City) -> None:
    await signed_contract(city, "c1", "c2")
    await city.owner.put("contracts/k2", contract(), 201)
    refused = await city.owner.ask("PUT", "contracts/k2/cameras", {"cameras": ["c1", "c2"]})
    assert refused.json()["reason"] == "cameras-refused"
    assert [each["camera"] for each in refused.json()["refused"]] == ["c1", "c2"]
    await city.owner.delete("contracts/k1/cameras/c1?until=2024-03-01T00:00:00%2B07:00")
    since = {"since": "2024-03-01T00:00:00+07:00"}
    await city.owner.put("contracts/k2/cameras/c1", since, 200)
    shown = (await city.vendor.get("contracts/k1/cameras"))["items"][0]
    assert shown["id"] == "c1"
    assert shown["stays"][0]["until"] in {"2024-03-01T00:00:00+07:00", "2024-02-29T17:00:00Z"}


async def test_of_two_contracts_that_take_a_camera_at_once_one_gets_it(city: City) -> None:
    for key in ("c1", "c2", "c3"):
        await city.vendor.put(f"cameras/{key}", camera())
    for key in ("k1", "k2"):
        await city.owner.put(f"contracts/{key}", contract(), 201)
    body = {"cameras": ["c1", "c2", "c3"]}
    async with asyncio.TaskGroup() as tasks:
        asked = [
            tasks.create_task(city.owner.ask("PUT", f"contracts/{k}/cameras", body)) for k in ("k1", "k2")
        ]
    assert sorted(each.result().status_code for each in asked) in ([200, 409], [200, 422])
    counts = [len((await city.owner.get(f"contracts/{k}/cameras"))["items"]) for k in ("k1", "k2")]
    assert sorted(counts) == [0, 3]


async def test_only_cameras_of_the_vendor_at_sites_of_the_buyer_come_in(city: City) -> None:
    await signed_contract(city)
    await city.other_vendor.put("cameras/c1", camera(vendor="rival"))
    await city.vendor.put("cameras/c2", camera("gate"))
    await city.vendor.put("cameras/c3", camera())
    refused = await city.owner.ask("PUT", "contracts/k1/cameras", {"cameras": ["c1", "c2", "c3", "c9"]})
    assert [each["camera"] for each in refused.json()["refused"]] == ["c1", "c2", "c9"]
    assert (await city.owner.get("contracts/k1/cameras"))["items"] == []
    for stay in ({"since": "2023-12-31T00:00:00+07:00"}, {"until": "2024-01-01T00:00:00+07:00"}):
        refused = await city.owner.ask("PUT", "contracts/k1/cameras/c3", stay)
        assert (refused.status_code, refused.json()["reason"]) == (422, "stay")
    assert (await city.vendor.ask("PUT", "contracts/k1/cameras/c3", {})).status_code == 403


async def test_stays_follow_the_days_of_their_contract(city: City) -> None:
    await signed_contract(city, "c1", "c2")
    await city.owner.put("contracts/k1/cameras/c2", {"until": "2024-11-01T00:00:00+07:00"}, 200)
    refused = await city.owner.ask("PUT", "contracts/k1", contract(ends_on="2024-10-01"))
    assert (refused.status_code, refused.json()["reason"]) == (409, "stays-outside")
    await city.owner.put("contracts/k1", contract(ends_on="2025-06-30"), 200)
    ends = [
        each["stays"][0]["until"][:10] for each in (await city.owner.get("contracts/k1/cameras"))["items"]
    ]
    assert ends == ["2025-06-30", "2024-10-31"]


async def test_a_contract_with_cameras_and_a_camera_in_one_stay(city: City) -> None:
    await signed_contract(city, "c1")
    refused = await city.owner.delete("contracts/k1", 409)
    assert refused.json()["in_use"] == {"cameras": 1}
    refused = await city.vendor.delete("cameras/c1", 409)
    assert refused.json()["in_use"] == {"contracts": 1}
    refused = await city.owner.ask("PUT", "contracts/k1", contract(vendor="rival"))
    assert (refused.status_code, refused.json()["reason"]) == (409, "has-cameras")
    await city.owner.put("contracts/k2", contract(), 201)
    await city.owner.delete("contracts/k2")
    await city.owner.get("contracts/k2", 404)
