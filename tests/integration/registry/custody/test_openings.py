"""Openings of a store over HTTP: planned, approved by another, witnessed on the spot, or told as an alarm."""

from typing import Any

import httpx

from integration.registry.custody.material import Crew, moment
from integration.registry.custody.told_alarms import told_ended, told_raised
from integration.registry.kept_plane import KeptPlane
from integration.registry.map.standing import Standing
from integration.registry.people import City, Person
from integration.registry.waiting import until
from support.identity import Issuer

_RINA = {"name": "Rina", "organisation": "bawaslu", "title": "Pengawas", "subject": "somebody@bawaslu"}


def _body(**more: Any) -> dict[str, Any]:
    planned = {"planned_from": moment(-1), "planned_to": moment(1), "present": ["siti", "joko", "rina"]}
    return {"site": "gudang", "purpose": "Pengeluaran kotak suara"} | planned | more


async def _planned(hands: Crew, **more: Any) -> dict[str, Any]:
    """Siti plans; Rina of Bawaslu and Joko of the police may be present."""
    await hands.city.operator.put("people/rina", _RINA)
    return await hands.warehouse.put("openings/o1", _body(**more), 201)


async def _act(person: Person, verb: str, status: int = 200, /, **body: Any) -> dict[str, Any]:
    response = await person.ask("POST", f"openings/o1/{verb}", body)
    assert response.status_code == status, response.text
    return dict(response.json())


async def _causes(hands: Crew) -> list[str]:
    return [each["cause"] for each in (await hands.city.auditor.get("alarms?open=true"))["items"]]


async def test_an_opening_is_planned_approved_opened_witnessed_and_closed(hands: Crew) -> None:
    planned = await _planned(hands)
    assert (planned["state"], planned["planned_by"]) == ("planned", "siti@kpu")
    assert (await _act(hands.warehouse, "approve", 403))["reason"] == "same-person"
    await _act(hands.kelurahan, "approve", 403)
    assert (await _act(hands.polling, "approve"))["state"] == "approved"
    await _act(hands.warehouse, "open")
    assert (await _act(hands.driver, "witness"))["witnessed"] is False
    witnessed = await _act(hands.city.observer, "witness")
    assert (witnessed["witnessed"], witnessed["witnesses"]) == (True, ["joko", "rina"])
    closed = await _act(hands.warehouse, "close")
    assert (closed["state"], closed["approved"]) == ("closed", True)
    acts = [(each["act"], each["by"]) for each in closed["records"]]
    assert acts == [
        ("approve", "wati@kpu"),
        ("open", "siti@kpu"),
        ("witness", "joko@polda"),
        ("witness", "somebody@bawaslu"),
        ("close", "siti@kpu"),
    ]
    assert await _causes(hands) == []


async def test_a_witness_is_on_the_list_and_confirms_for_themselves(hands: Crew) -> None:
    await _planned(hands)
    assert (await _act(hands.driver, "witness", 409))["legal"] == ["approve", "cancel", "open"]
    await _act(hands.warehouse, "open")
    assert (await _act(hands.warehouse, "witness", 403))["reason"] == "opener"
    assert (await _act(hands.kelurahan, "witness", 403))["reason"] == "not-listed"
    for person in (hands.city.vendor, hands.city.auditor):
        assert (await _act(person, "witness", 403))["reason"] == "role"
    await _act(hands.driver, "witness")
    assert (await _act(hands.driver, "witness", 409))["reason"] == "confirmed"
    assert (await _act(hands.city.observer, "witness", 422, at=moment(-0.5)))["reason"] == "not-open"
    assert (await _act(hands.city.observer, "witness", 422, at=moment(1)))["reason"] == "future"


async def test_an_opening_without_approval_is_told_until_somebody_approves_it_knowingly(
    hands: Crew, bus: KeptPlane
) -> None:
    await _planned(hands)
    opened = await _act(hands.warehouse, "open")
    assert (opened["state"], opened["approved"]) == ("open", False)
    raised = await told_raised(bus, hands.city.tenant, "gudang")
    assert (raised.kind, raised.thing) == ("opening-unapproved", "openings/o1")
    await _act(hands.polling, "approve", reason="keadaan darurat")
    assert (await told_ended(bus, hands.city.tenant, "gudang")).alarm == raised.alarm
    assert await _causes(hands) == []
    assert "approve" in (await _act(hands.polling, "approve", 409))["detail"]


async def test_an_early_opening_is_not_corrected_into_its_plan(hands: Crew) -> None:
    await _planned(hands, planned_from=moment(-0.01))
    await _act(hands.polling, "approve")
    in_the_plan = moment()
    await _act(hands.warehouse, "open", at=moment(-0.5))
    corrected = await _act(hands.warehouse, "correct-opening", at=in_the_plan, reason="salah jam")
    assert (corrected["approved"], await _causes(hands)) == (False, ["approval"])
    assert (await _act(hands.warehouse, "approve", 403))["reason"] == "same-person"
    assert (await _act(hands.polling, "approve", reason="sudah diperiksa"))["approved"] is True
    assert await _causes(hands) == []


async def test_who_approves_may_name_the_plan_that_they_have_read(hands: Crew) -> None:
    await _planned(hands)
    read = (await hands.polling.ask("GET", "openings/o1")).headers["etag"]
    await hands.warehouse.put("openings/o1", _body(purpose="Lain"), 200)
    stale = await hands.polling.ask("POST", "openings/o1/approve", {}, {"If-Match": read})
    assert (stale.status_code, stale.json()["reason"]) == (412, "changed")
    fresh = (await hands.polling.ask("GET", "openings/o1")).headers["etag"]
    approved = await hands.polling.ask("POST", "openings/o1/approve", {}, {"If-Match": fresh})
    assert approved.status_code == 200, approved.text
    assert approved.headers["etag"] not in {read, fresh}
    assert (await hands.polling.ask("GET", "openings/o1")).headers["etag"] == approved.headers["etag"]


async def test_who_approves_afterwards_may_name_all_that_they_have_read(hands: Crew) -> None:
    await _planned(hands)
    await _act(hands.warehouse, "open")
    read = (await hands.polling.ask("GET", "openings/o1")).headers["etag"]
    await _act(hands.warehouse, "correct-opening", at=moment(-3), reason="salah jam")
    stale = await hands.polling.ask("POST", "openings/o1/approve", {}, {"If-Match": read})
    assert (stale.status_code, stale.json()["reason"]) == (412, "changed")


async def test_who_has_left_is_no_witness(hands: Crew) -> None:
    await _planned(hands)
    await _act(hands.warehouse, "open")
    await hands.city.operator.put("people/rina", _RINA | {"active": False}, 200)
    assert (await _act(hands.city.observer, "witness", 403))["reason"] == "left"


async def test_a_store_that_stays_unwitnessed_is_found_by_the_watch(hands: Crew, bus: KeptPlane) -> None:
    """The ten minutes end two seconds after the opening was told: only the watch can tell."""
    await _planned(hands)
    await _act(hands.polling, "approve")
    await _act(hands.warehouse, "open", at=moment(-10 / 60 + 2 / 3600))

    async def found() -> list[str] | None:
        causes = await _causes(hands)
        return causes if "witnesses" in causes else None

    assert await until(found) == ["witnesses", "approval"]
    await _act(hands.driver, "witness")
    assert "witnesses" in await _causes(hands)
    await _act(hands.city.observer, "witness")
    ended = await told_ended(bus, hands.city.tenant, "gudang")
    assert ended.kind == "opening-unwitnessed"
    assert await _causes(hands) == ["approval"]


async def test_what_was_told_wrongly_is_told_anew_with_a_reason(hands: Crew) -> None:
    await _planned(hands)
    await _act(hands.warehouse, "open", at=moment(-0.5))
    await _act(hands.warehouse, "close", at=moment(-0.25))
    corrected = await _act(hands.warehouse, "correct-closing", at=moment(-0.1), reason="salah jam")
    assert [each["act"] for each in corrected["records"]] == ["open", "close", "correct-closing"]
    assert corrected["closed_at"] == corrected["records"][2]["at"]
    for at, why in ((-0.05, "order"), (0, "told-before")):
        refused = await _act(hands.warehouse, "correct-opening", 422, at=moment(at), reason="x")
        assert refused["reason"] == why
    assert (await _act(hands.warehouse, "open", 409))["reason"] == "state"


async def test_a_plan_may_change_until_something_was_told(hands: Crew) -> None:
    await _planned(hands)
    changed = await hands.polling.put("openings/o1", _body(purpose="Pemeriksaan"), 200)
    assert (changed["purpose"], changed["planned_by"]) == ("Pemeriksaan", "wati@kpu")
    assert (await _act(hands.polling, "approve", 403))["reason"] == "same-person"
    await _act(hands.warehouse, "approve")
    refused = await hands.polling.ask("PUT", "openings/o1", _body())
    assert (refused.status_code, refused.json()["legal"]) == (409, ["cancel", "open"])
    cancelled = await _act(hands.warehouse, "cancel", reason="hujan")
    assert (cancelled["state"], cancelled["legal"]) == ("cancelled", [])
    assert (await hands.city.operator.delete("people/rina", 409)).json()["in_use"] == {"openings": 1}


async def test_what_a_plan_refers_to_is_there_and_could_be_witnessed(hands: Crew) -> None:
    await hands.city.operator.put("people/rina", _RINA)
    cases: dict[str, list[dict[str, Any]]] = {
        "unknown-reference": [{"site": "nowhere"}, {"present": ["siti", "nobody"]}],
        "witnesses": [{"present": ["siti", "wati"]}],
        "times": [{"planned_to": moment(-2)}],
        "too-long": [{"planned_to": moment(24)}],
        "twice": [{"present": ["siti", "siti"]}],
    }
    wati = {"name": "Wati", "organisation": "kpu", "title": "Petugas", "subject": "wati@kpu"}
    await hands.city.operator.put("people/wati", wati)
    for reason, wrong in cases.items():
        for each in wrong:
            refused = await hands.warehouse.ask("PUT", "openings/o1", _body(**each))
            assert (refused.status_code, refused.json()["reason"]) == (422, reason), each
    for person in (hands.kelurahan, hands.city.partner, hands.city.observer, hands.city.operator):
        await person.put("openings/o1", _body(), 403)


async def test_an_opening_is_seen_by_those_whom_it_concerns_and_says_where_to_look(
    hands: Crew, http: httpx.AsyncClient, issuer: Issuer, database_url: str
) -> None:
    await _planned(hands)
    seen_by_the_observer = (await hands.city.observer.get("openings/o1"))["watch"]["cameras"]
    assert seen_by_the_observer == []  # nothing is in service yet
    await Standing(database_url, hands.city.tenant).life("in_service", "in-store", "in-yard")
    cameras = {
        hands.city.owner: ["in-store", "in-yard"],
        hands.city.auditor: ["in-store", "in-yard"],
        hands.city.observer: ["in-yard"],
        hands.driver: [],
    }
    for person, seen in cameras.items():
        assert await person.ids("openings?site=gudang&state=planned") == ["o1"]
        watch = (await person.get("openings/o1"))["watch"]
        assert (watch["actual"], [each["id"] for each in watch["cameras"]]) == (False, seen)
    assert await hands.kelurahan.ids("openings") == []
    await hands.kelurahan.get("openings/o1", 403)
    await hands.city.vendor.get("openings", 403)
    assert await hands.city.auditor.ids("openings?state=open") == []
    twin = City(f"{hands.city.tenant}-twin", http, issuer)
    assert await twin.auditor.ids("openings") == []
    await twin.auditor.get("openings/o1", 404)
    assert (await twin.owner.ask("POST", "openings/o1/approve", {})).status_code == 404
