"""Alarms: raised once for each cause, told to the bus, read by whom they concern, answered for once."""

from datetime import UTC, datetime, timedelta

import httpx

from integration.registry.custody.alarm_desk import alarm_desk, late, mismatch
from integration.registry.custody.told_alarms import told_ended, told_raised
from integration.registry.kept_plane import KeptPlane
from integration.registry.people import City
from support.identity import Issuer

_NOON = datetime(2026, 2, 13, 12, tzinfo=UTC)
_THING = "shipments/s1"


async def test_a_cause_raises_one_alarm_and_its_going_ends_it(
    city: City, database_url: str, bus: KeptPlane
) -> None:
    async with alarm_desk(database_url, city.tenant) as desk:
        await desk.settle(_THING, [late("tps-1")], _NOON)
        await desk.settle(_THING, [late("tps-1")], _NOON + timedelta(minutes=1))
        [alarm] = (await city.owner.get("alarms"))["items"]
        assert (alarm["kind"], alarm["raised_at"], alarm["ended_at"]) == (
            "leg-overdue",
            "2026-02-13T12:00:00Z",
            None,
        )
        assert (await told_raised(bus, city.tenant, "tps-1")).alarm == alarm["id"]
        await desk.settle(_THING, [], _NOON + timedelta(minutes=5))
        await desk.settle(_THING, [late("tps-1")], _NOON + timedelta(minutes=9))
    ended = await told_ended(bus, city.tenant, "tps-1")
    assert (ended.alarm, ended.ended_at - ended.raised_at) == (alarm["id"], timedelta(minutes=5))
    again, first = (await city.owner.get("alarms"))["items"]
    assert first == alarm | {"ended_at": "2026-02-13T12:05:00Z"}
    assert again["id"] > first["id"]
    assert again["ended_at"] is None


async def test_alarms_are_found_by_what_is_asked_page_by_page(city: City, database_url: str) -> None:
    async with alarm_desk(database_url, city.tenant) as desk:
        await desk.settle(_THING, [late("tps-1"), mismatch("tps-1")], _NOON)
        await desk.settle(_THING, [mismatch("tps-1"), mismatch("mall")], _NOON + timedelta(hours=1))

    async def found(query: str) -> list[str]:
        return [each["cause"] for each in (await city.auditor.get(f"alarms?{query}"))["items"]]

    assert await found("kind=leg-overdue") == ["legs/to-tps-1/arrival"]
    assert await found("site=mall") == ["legs/to-mall/counts"]
    assert await found("open=false") == ["legs/to-tps-1/arrival"]
    assert await found("open=true&site=tps-1") == ["legs/to-tps-1/counts"]
    assert await found("from=2026-02-13T19:30:00%2B07:00") == ["legs/to-mall/counts"]
    first = await city.auditor.get("alarms?limit=2")
    rest = await city.auditor.get(f"alarms?limit=2&after={first['next']}")
    assert [each["site"] for each in first["items"] + rest["items"]] == ["mall", "tps-1", "tps-1"]
    assert rest["next"] is None
    assert (await city.auditor.ask("GET", "alarms?from=0001-01-01T00:00:00%2B14:00")).status_code == 422


async def test_an_alarm_is_seen_and_answered_for_by_whom_it_concerns(
    city: City, database_url: str, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    bawaslu = {"name": "Bawaslu", "kind": "supervisor", "jurisdiction": ["31.71"]}
    await city.operator.put("organisations/bawaslu", bawaslu)
    async with alarm_desk(database_url, city.tenant) as desk:
        await desk.settle(_THING, [late("tps-1", "polda")], _NOON)
    [key] = await city.owner.ids("alarms")
    for person in (city.police, city.observer, city.auditor, city.operator):
        assert await person.ids("alarms") == [key]
        assert (await person.ask("POST", f"alarms/{key}/acknowledge", {})).status_code == 403
    assert await city.other_owner.ids("alarms") == []
    assert (await city.other_owner.ask("POST", f"alarms/{key}/acknowledge", {})).status_code == 403
    for person in (city.vendor, city.partner):
        await person.get("alarms", 403)
    twin = City(f"{city.tenant}-twin", http, issuer)
    assert await twin.auditor.ids("alarms") == []
    assert (await twin.owner.ask("POST", f"alarms/{key}/acknowledge", {})).status_code == 404

    answer = {"note": "truk mogok, pengganti di jalan"}
    answered = (await city.owner.ask("POST", f"alarms/{key}/acknowledge", answer)).json()
    assert (answered["note"], answered["acknowledged_at"] is not None) == (answer["note"], True)
    second = await city.owner.ask("POST", f"alarms/{key}/acknowledge", {})
    assert (second.status_code, second.json()["reason"]) == (409, "acknowledged")
    assert (await city.owner.get("alarms"))["items"] == [answered]
