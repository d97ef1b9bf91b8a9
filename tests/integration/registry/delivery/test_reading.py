"""What was measured, as people read it over HTTP."""

from datetime import datetime, timedelta
from urllib.parse import quote

import httpx
import pytest

from integration.registry.delivery.publisher import Publisher, ago, new_bus, steady
from integration.registry.delivery.shelf import open_shelf
from integration.registry.people import City, camera
from lokus_proto.v1.stream_state import Phase
from support.engines import NatsServer
from support.identity import Issuer


@pytest.fixture
async def reported(city: City, nats_server: NatsServer, database_url: str) -> Publisher:
    """Camera `c1` delivered for 20 s, then was away for 10 s, an hour ago; nobody reported since."""
    await city.vendor.put("cameras/c1", camera())
    await city.vendor.put("cameras/c2", camera())
    bus = new_bus(nats_server.url)
    await bus.start()
    publisher = Publisher(bus, city.tenant, "ingest-1", ago(hours=1))
    for phase in (Phase.DELIVERING, Phase.DELIVERING, Phase.FAILED):
        await publisher.report(steady(["c1"], phase))
    async with open_shelf(database_url, city.tenant) as shelf:
        await shelf.until_folded("ingest-1", 3)
    await bus.drain()
    return publisher


async def test_intervals_cover_the_asked_period_and_pages_go_on_where_they_stop(
    city: City, reported: Publisher
) -> None:
    begin = reported.end - timedelta(seconds=30)
    period = _period(begin - timedelta(seconds=60), begin + timedelta(seconds=90))
    found = await city.vendor.get(f"cameras/c1/delivery?{period}")
    assert [(each["state"], each["reason"]) for each in found["items"]] == [
        ("unknown", None),
        ("delivering", None),
        ("offline", "refused"),
        ("unknown", None),
    ]
    ends = [each["ended_at"] for each in found["items"]]
    assert [each["started_at"] for each in found["items"][1:]] == ends[:-1]
    measured = found["items"][1]
    assert (measured["width"], measured["height"], measured["fps"], measured["reporter"]) == (
        1280,
        720,
        25.0,
        "ingest-1",
    )
    first = await city.vendor.get(f"cameras/c1/delivery?{period}&limit=1")
    assert first["items"] == found["items"][:2]
    rest = await city.vendor.get(
        f"cameras/c1/delivery?from={quote(first['next'])}&to={quote(ends[-1])}&limit=1000"
    )
    assert first["items"] + rest["items"] == found["items"]
    assert rest["next"] is None


def _period(start: datetime, end: datetime) -> str:
    return f"from={quote(start.isoformat())}&to={quote(end.isoformat())}"


async def test_what_was_never_measured_is_unknown(city: City, reported: Publisher) -> None:
    found = await city.vendor.get("cameras/c2/delivery")
    assert [each["state"] for each in found["items"]] == ["unknown"]
    assert (await city.vendor.get("cameras/c2/status"))["state"] == "unknown"
    assert (await city.vendor.get("cameras/c1/status"))["state"] == "unknown"


async def test_owner_vendor_and_auditor_read_and_others_do_not(city: City, reported: Publisher) -> None:
    for path in ("cameras/c1/delivery", "cameras/c1/status"):
        for person in (city.vendor, city.owner, city.auditor, city.operator):
            await person.get(path)
        for person in (city.other_vendor, city.other_owner, city.police, city.observer):
            await person.get(path, 403)
    await city.vendor.get("cameras/nobody/delivery", 404)
    await city.vendor.get("cameras/nobody/status", 404)


async def test_another_tenant_sees_nothing_of_it(
    city: City, reported: Publisher, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    stranger = await City(f"{city.tenant}-not", http, issuer).build()
    await stranger.vendor.get("cameras/c1/delivery", 404)
    await stranger.vendor.put("cameras/c1", camera())
    found = await stranger.vendor.get("cameras/c1/delivery")
    assert [each["state"] for each in found["items"]] == ["unknown"]


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-02-14T12:00:00Z&to=2026-02-14T12:00:00Z",
        "from=2024-01-01T00:00:00Z",
        "to=0001-01-01T00:00:00%2B14:00",
        "to=2026-02-14",
        "limit=0",
    ],
)
async def test_a_period_that_cannot_be_is_refused(city: City, query: str) -> None:
    await city.vendor.put("cameras/c1", camera())
    await city.vendor.get(f"cameras/c1/delivery?{query}", 422)
