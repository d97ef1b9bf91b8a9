"""Events and cameras as they happen, and what is left of them afterwards."""

from integration.access_gateway.event_reader import listening
from integration.access_gateway.town import Town
from lokus_identity.caller import Role
from lokus_proto.v1.stream_state import Phase
from support.waiting import until

PICTURE = b"\xff\xd8\xff\xe0 not much of a picture \xff\xd9"


async def kept(town: Town, headers: dict[str, str], query: str = "") -> list[str]:
    response = await town.http.get(f"/v1/events{query}", headers=headers)
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


async def until_kept(town: Town, event: str) -> None:
    async def is_kept() -> bool:
        return event in await kept(town, town.owner)

    await until(is_kept, "event in the history", poll_seconds=0.02)


async def test_a_page_is_told_the_cameras_it_may_see_and_what_becomes_of_them(town: Town) -> None:
    await town.camera("cam-1")
    await town.camera("cam-2", private=True)
    await town.camera("cam-3", site="tps-2")
    await town.grant()
    async with listening(town.http, town.police) as page:
        cameras, _ = await page.until("ready")
        assert [(name, item["id"]) for name, item in cameras] == [("camera", "cam-1")]
        await town.state("cam-1", Phase.STALLED)
        assert (await page.next())[1]["status"] == "stalled"
        await town.grant("more", locus={"sites": ["tps-2"]})
        assert (await page.next())[1]["id"] == "cam-3"
        await town.camera("cam-3", site="tps-2", version=2, private=True)
        assert await page.next() == ("camera-gone", {"id": "cam-3"})
        await town.revoke()
        assert await page.next() == ("camera-gone", {"id": "cam-1"})


async def test_events_reach_the_page_of_who_may_see_them_and_nobody_else(town: Town) -> None:
    await town.camera("cam-1")
    await town.camera("cam-3", site="tps-2")
    await town.grant()
    async with listening(town.http, town.police) as police, listening(town.http, town.operator) as operator:
        await police.until("ready")
        await operator.until("ready")
        await town.raise_event("e-elsewhere", "cam-3")
        raised_at = await town.raise_event("e1")
        name, event = await police.next()
        assert (name, event["id"], event["camera"], event["ended_at"]) == (
            "event-raised",
            "e1",
            "cam-1",
            None,
        )
        await town.end_event("e1", raised_at)
        name, event = await police.next()
        assert (name, event["id"], event["end_reason"]) == ("event-ended", "e1", "quiet")
        await town.grant("to-the-operator", grantee="lokus")
        await town.raise_event("e2")
        assert (await police.next())[1]["id"] == "e2"
    await until_kept(town, "e2")
    assert await kept(town, town.operator) == []


async def test_history_is_filtered_paged_and_says_how_events_ended(town: Town) -> None:
    await town.camera("cam-1")
    await town.camera("cam-3", site="tps-2")
    await town.grant()
    for number in range(5):
        raised_at = await town.raise_event(f"e{number}", "cam-3" if number == 2 else "cam-1")
        await town.end_event(f"e{number}", raised_at, "cam-3" if number == 2 else "cam-1")
    await until_kept(town, "e4")
    assert await kept(town, town.police) == ["e4", "e3", "e1", "e0"]
    assert await kept(town, town.owner, "?camera=cam-3") == ["e2"]
    first = (await town.http.get("/v1/events?limit=3", headers=town.police)).json()
    assert await kept(town, town.police, f"?limit=3&before={first['next']}") == ["e0"]
    refused = await town.http.get("/v1/events?camera=cam-3", headers=town.police)
    assert (refused.status_code, refused.json()["reason"]) == (403, "no-grant")
    for place in ("yesterday", "2026-11-22T00:00:00Z~%00"):
        assert (await town.http.get(f"/v1/events?before={place}", headers=town.police)).status_code == 400
    [item] = (await town.http.get("/v1/events?camera=cam-3", headers=town.owner)).json()["items"]

    async def has_ended() -> bool:
        reply = (await town.http.get("/v1/events?camera=cam-3", headers=town.owner)).json()
        return bool(reply["items"][0]["end_reason"] == "quiet")

    await until(has_ended, "end of the event", poll_seconds=0.02)
    assert item["snapshot"] is None
    await town.revoke()
    assert await kept(town, town.police) == []


async def test_a_snapshot_is_for_those_who_may_see_the_event(town: Town) -> None:
    await town.camera("cam-1")
    await town.grant()
    await town.raise_event("e1", picture=PICTURE)
    await until_kept(town, "e1")
    [item] = (await town.http.get("/v1/events", headers=town.police)).json()["items"]
    reply = await town.http.get(item["snapshot"], headers=town.police)
    assert (reply.headers["Content-Type"], reply.content) == ("image/jpeg", PICTURE)
    assert reply.headers["Cache-Control"] == "private, no-store"
    await town.revoke()
    assert (await town.http.get(item["snapshot"], headers=town.police)).status_code == 403
    stranger = town.person("kpu", Role.OWNER_ADMIN, tenant="elsewhere")
    assert (await town.http.get(item["snapshot"], headers=stranger)).status_code == 404


async def test_alarms_on_the_same_plane_pass_the_gateway_by(town: Town) -> None:
    await town.camera("cam-1")
    await town.raise_alarm("a-late")
    await town.raise_event("e-after-the-alarm")
    await until_kept(town, "e-after-the-alarm")


async def test_what_a_device_told_of_is_an_event_of_its_camera(town: Town) -> None:
    await town.camera("cam-1")
    await town.camera("cam-3", site="tps-2")
    await town.grant()
    async with listening(town.http, town.police) as police:
        await police.until("ready")
        await town.tell_by_device("d-elsewhere", "cam-3")
        await town.tell_by_device("d1")
        name, event = await police.next()
        assert (name, event["id"], event["kind"]) == ("event-raised", "d1", "tamper")
        name, event = await police.next()
        assert (name, event["id"], event["end_reason"]) == ("event-ended", "d1", "stream_lost")
    assert await kept(town, town.police) == ["d1"]
