"""Plans of shipments over HTTP: who plans, what a plan may refer to, and what stays once it is under way."""

import httpx

from integration.registry.custody.material import Crew, fan_out, leg, moment, shipment, tell
from integration.registry.people import City
from support.identity import Issuer


async def test_a_plan_is_put_read_and_put_again(hands: Crew) -> None:
    created = await hands.city.owner.put("shipments/s1", fan_out(), 201)
    assert (created["owner"], len(created["legs"])) == ("kpu", 3)
    assert created["legs"][0]["responsible_name"] == "Joko"
    assert await hands.city.owner.get("shipments/s1") == created
    read = await hands.city.owner.ask("GET", "shipments/s1")
    body = fan_out() | {"name": "Logistik baru"}
    changed = await hands.city.owner.ask("PUT", "shipments/s1", body, {"If-Match": read.headers["etag"]})
    assert (changed.status_code, changed.json()["name"]) == (200, "Logistik baru")
    stale = await hands.city.owner.ask("PUT", "shipments/s1", body, {"If-Match": read.headers["etag"]})
    assert stale.status_code == 412


async def test_what_a_plan_refers_to_is_there_and_within_reach(hands: Crew) -> None:
    good = leg("l1", "gudang", "tps-1", moment(1), moment(2))
    for member, collection in (("from_site", "sites"), ("responsible", "people")):
        refused = await hands.city.owner.ask("PUT", "shipments/s1", shipment(good | {member: "nowhere"}))
        assert (refused.status_code, refused.json()["reason"]) == (422, "unknown-reference")
        assert f"/v1/{collection}" in refused.json()["detail"]
    no_election = shipment(good) | {"election": "pilpres"}
    refused = await hands.city.owner.ask("PUT", "shipments/s1", no_election)
    assert (refused.status_code, refused.json()["reason"]) == (422, "unknown-reference")
    await hands.city.operator.put(
        "people/joko", {"name": "Joko", "organisation": "polda", "title": "Petugas", "active": False}
    )
    assert (await hands.city.owner.ask("PUT", "shipments/s1", shipment(good))).status_code == 422
    foreign = leg("l1", "gudang", "tps-1", moment(1), moment(2), responsible="siti")
    assert (await hands.city.other_owner.ask("PUT", "shipments/s2", shipment(foreign))).status_code == 403
    for person in (hands.city.vendor, hands.city.partner, hands.city.observer, hands.city.auditor):
        await person.put("shipments/s1", fan_out(), 403)
    backwards = leg("l1", "gudang", "tps-1", moment(2), moment(1))
    assert (await hands.city.owner.ask("PUT", "shipments/s1", shipment(backwards))).status_code == 422


async def test_what_has_departed_stays_as_it_was_planned(hands: Crew) -> None:
    plan = fan_out()
    await hands.city.owner.put("shipments/s1", plan, 201)
    await tell(hands.driver, "masuk/depart", sent={"kotak": 20})
    shorter = plan | {"legs": plan["legs"][:2]}
    assert len((await hands.city.owner.put("shipments/s1", shorter, 200))["legs"]) == 2
    moved = plan | {"legs": [plan["legs"][0] | {"vehicle": "B 1 KPU"}, *plan["legs"][1:]]}
    refused = await hands.city.owner.ask("PUT", "shipments/s1", moved)
    assert (refused.status_code, refused.json()["reason"]) == (409, "under-way")
    assert (await hands.city.owner.delete("shipments/s1", 409)).json()["reason"] == "under-way"


async def test_who_tells_may_name_the_leg_that_they_have_read(hands: Crew) -> None:
    plan = fan_out()
    await hands.city.owner.put("shipments/s1", plan, 201)
    path = "shipments/s1/legs/masuk"
    read = (await hands.driver.ask("GET", path)).headers["etag"]
    await hands.city.owner.put("shipments/s1", plan | {"legs": [plan["legs"][0] | {"vehicle": "B 1 KPU"}]})
    sent = {"sent": {"kotak": 20}}
    stale = await hands.driver.ask("POST", f"{path}/depart", sent, {"If-Match": read})
    assert (stale.status_code, stale.json()["reason"]) == (412, "changed")
    fresh = (await hands.driver.ask("GET", path)).headers["etag"]
    told = await hands.driver.ask("POST", f"{path}/depart", sent, {"If-Match": fresh})
    assert told.status_code == 200, told.text
    assert (await hands.driver.ask("GET", path)).headers["etag"] == told.headers["etag"] != fresh


async def test_a_plan_of_which_nothing_has_departed_may_go_and_its_site_then_too(hands: Crew) -> None:
    await hands.city.owner.put("shipments/s1", shipment(leg("l1", "gudang", "tps-2", moment(1), moment(2))))
    assert (await hands.city.owner.delete("sites/tps-2", 409)).json()["in_use"] == {"legs": 1}
    assert (await hands.city.operator.delete("people/joko", 409)).json()["in_use"] == {"legs": 1}
    await hands.city.owner.delete("shipments/s1")
    await hands.city.owner.get("shipments/s1", 404)
    await hands.city.owner.delete("sites/tps-2")


async def test_a_shipment_is_seen_by_all_who_have_a_hand_in_it(
    hands: Crew, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    await hands.city.owner.put("shipments/s1", fan_out())
    own = shipment(leg("l1", "gudang", "tps-1", moment(1), moment(2), responsible="siti"))
    await hands.city.owner.put("shipments/s2", own)
    seen = {
        hands.city.owner: ["s1", "s2"],
        hands.city.auditor: ["s1", "s2"],
        hands.city.operator: ["s1", "s2"],
        hands.city.observer: ["s1", "s2"],
        hands.kelurahan: ["s1"],
        hands.driver: ["s1"],
    }
    for person, ids in seen.items():
        assert await person.ids("shipments") == ids
    await hands.driver.get("shipments/s2", 403)
    await hands.city.vendor.get("shipments", 403)
    elsewhere = {"name": "Bawaslu", "kind": "supervisor", "jurisdiction": ["32"]}
    await hands.city.operator.put("areas/32", {"name": "Jawa Barat", "level": "province", "parent": None})
    await hands.city.operator.put("organisations/bawaslu", elsewhere)
    assert await hands.city.observer.ids("shipments") == []
    await hands.city.observer.get("shipments/s1", 403)
    twin = City(f"{hands.city.tenant}-twin", http, issuer)
    assert await twin.auditor.ids("shipments") == []
    await twin.auditor.get("shipments/s1", 404)
    assert (await twin.owner.ask("DELETE", "shipments/s1")).status_code == 404


async def test_shipments_are_found_by_site_and_state(hands: Crew) -> None:
    await hands.city.owner.put("shipments/s1", fan_out())
    await tell(hands.driver, "masuk/depart", sent={"kotak": 20})
    own = shipment(leg("l1", "gudang", "tps-1", moment(1), moment(2)))
    await hands.city.owner.put("shipments/s2", own)
    [first, second] = (await hands.city.auditor.get("shipments?election=pilgub"))["items"]
    assert (first["legs"], second["legs"]) == ({"planned": 2, "departed": 1}, {"planned": 1})
    assert await hands.city.auditor.ids("shipments?site=tps-2") == ["s1"]
    assert await hands.city.auditor.ids("shipments?state=departed") == ["s1"]
    page = await hands.city.auditor.get("shipments?limit=1")
    assert page["next"] == "s1"
    assert await hands.city.auditor.ids("shipments?limit=1&after=s1") == ["s2"]
