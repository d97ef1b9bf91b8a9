"""The history over HTTP."""

from lokus_access_gateway.domain.event import Event
from lokus_proto.v1.event import EventKind, Region
from support.gateway_app import GatewayBench
from support.gateway_facts import MINUTE, NOON, TENANT


async def filled() -> GatewayBench:
    bench = GatewayBench()
    for number in range(3):
        region = Region(x=0, y=0, width=1, height=1)
        event = Event(TENANT, f"e{number}", "cam-1", EventKind.MOTION, NOON + number * MINUTE, region)
        await bench.events.take(event, number + 1)
    return bench


async def test_pages_follow_one_another_even_with_a_plus_that_was_not_encoded() -> None:
    bench = await filled()
    async with bench.http() as http:
        first = (await http.get("/v1/events?limit=2")).json()
        assert "+" in first["next"]
        last = (await http.get(f"/v1/events?limit=2&before={first['next']}")).json()
    assert [item["id"] for item in first["items"]] == ["e2", "e1"]
    assert ([item["id"] for item in last["items"]], last["next"]) == (["e0"], None)


async def test_a_place_is_a_time_with_a_zone() -> None:
    bench = await filled()
    async with bench.http() as http:
        for wrong in ("yesterday", "2026-11-22T12:00:00"):
            assert (await http.get(f"/v1/events?before={wrong}")).status_code == 400
        until_noon = (await http.get("/v1/events?before=2026-11-22T12:00:30Z")).json()
    assert [item["id"] for item in until_noon["items"]] == ["e0"]


async def test_an_event_without_a_picture_has_no_snapshot() -> None:
    bench = await filled()
    async with bench.http() as http:
        assert (await http.get("/v1/events/e0/snapshot")).status_code == 404
        assert (await http.get("/v1/events/none/snapshot")).status_code == 404
