import asyncio
import csv
import hashlib
import signal
from pathlib import Path

import pytest

from integration.analytics.conftest import AnalyticsProcess, Events
from integration.analytics.scripted_ingest import (
    CLIP_START,
    ScriptedIngest,
    publish_record,
    units_of,
)
from lokus_kit.bus import Bus
from lokus_proto.jetstream import SNAPSHOT_BUCKET
from lokus_proto.media import AccessUnit
from lokus_proto.v1.event import EndReason
from support.engines import NatsServer

CARS_FPS = 12.5


def clip_named(folder: Path, name: str) -> Path:
    path = folder / "video" / name
    if not path.exists():
        pytest.skip(f"the clip {name} is not there")
    return path


@pytest.fixture
def cars(shared_folder: Path) -> list[AccessUnit]:
    """Two rounds of a car park with four passing cars and long empty stretches."""
    return units_of(clip_named(shared_folder, "car-detection.mp4"), rounds=2)


def car_spans(folder: Path, round_seconds: float) -> list[tuple[float, float]]:
    with (folder / "video/events.csv").open() as table:
        rows = list(csv.DictReader(table))
    return [
        (
            turn * round_seconds + int(row["first_frame"]) / CARS_FPS,
            turn * round_seconds + int(row["last_frame"]) / CARS_FPS,
        )
        for turn in (0, 1)
        for row in rows
    ]


def spans_of(events: Events) -> list[tuple[float, float]]:
    return [
        ((each.raised_at - CLIP_START).total_seconds(), (each.ended_at - CLIP_START).total_seconds())
        for each in events.ended
    ]


def meets(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


async def test_events_are_where_the_cars_are_and_nowhere_else(
    bus: Bus, analytics: AnalyticsProcess, events: Events, cars: list[AccessUnit], shared_folder: Path
) -> None:
    await publish_record(bus, "carpark")
    async with ScriptedIngest(bus, "carpark", cars).playing() as ingest:
        await ingest.through.wait()
    assert await analytics.end(signal.SIGTERM) == 0
    await events.until(lambda seen: len(seen.raised) == len(seen.ended) > 0)
    found, expected = spans_of(events), car_spans(shared_folder, round_seconds=377 / CARS_FPS)
    for span in found:
        assert any(meets(span, car) for car in expected), f"an event without a car: {span}"
    for car in expected:
        assert any(meets(span, car) for span in found), f"a car without an event: {car}"
    assert sum(end - start for start, end in found) < 2 * sum(end - start for start, end in expected)


async def test_the_snapshot_is_in_the_bucket_before_the_event(
    bus: Bus, analytics: AnalyticsProcess, events: Events, cars: list[AccessUnit]
) -> None:
    await publish_record(bus, "carpark")
    async with ScriptedIngest(bus, "carpark", cars[:200]).playing():
        await events.until(lambda seen: bool(seen.raised))
        snapshot = events.raised[0].snapshot
        assert snapshot is not None
        content = await (await bus.bucket(SNAPSHOT_BUCKET, 0, 0)).get(snapshot.key)
    assert hashlib.sha256(content).hexdigest() == snapshot.sha256
    assert content.startswith(b"\xff\xd8")
    assert (snapshot.width, snapshot.height) == (768, 432)


async def test_walkers_in_a_yard_are_an_event(
    bus: Bus, analytics: AnalyticsProcess, events: Events, shared_folder: Path
) -> None:
    units = units_of(clip_named(shared_folder, "vtest.avi"))[:200]
    await publish_record(bus, "yard")
    async with ScriptedIngest(bus, "yard", units).playing():
        await events.until(lambda seen: bool(seen.raised))
    assert events.raised[0].camera == "yard"


async def test_a_private_zone_is_never_looked_at(
    bus: Bus, analytics: AnalyticsProcess, cars: list[AccessUnit]
) -> None:
    await publish_record(bus, "meeting-room", private=True)
    await publish_record(bus, "carpark")
    async with (
        ScriptedIngest(bus, "meeting-room", cars[:10]).playing() as meeting_room,
        ScriptedIngest(bus, "carpark", cars[:10]).playing() as carpark,
    ):
        async with asyncio.timeout(10):
            await carpark.through.wait()
        assert not meeting_room.joined.is_set()


async def test_a_zone_that_turns_private_ends_its_event(
    bus: Bus, analytics: AnalyticsProcess, events: Events, cars: list[AccessUnit]
) -> None:
    await publish_record(bus, "carpark")
    async with ScriptedIngest(bus, "carpark", cars).playing():
        await events.until(lambda seen: bool(seen.raised))
        await publish_record(bus, "carpark", 2, private=True)
        await events.until(lambda seen: len(seen.ended) == len(seen.raised))


async def test_malformed_access_units_do_not_end_the_service(
    bus: Bus, analytics: AnalyticsProcess, events: Events, cars: list[AccessUnit]
) -> None:
    rubbish = [unit._replace(payload=b"\0\0\0\1\x65" + bytes(range(40))) for unit in cars[60:80]]
    await publish_record(bus, "carpark")
    async with ScriptedIngest(bus, "carpark", [*cars[:60], *rubbish, *cars[80:260]]).playing():
        await events.until(lambda seen: bool(seen.raised))
    assert analytics.process is not None
    assert analytics.process.returncode is None


async def test_an_event_left_open_by_a_killed_service_ends_as_lost(
    bus: Bus, analytics: AnalyticsProcess, events: Events, cars: list[AccessUnit]
) -> None:
    await publish_record(bus, "carpark")
    async with ScriptedIngest(bus, "carpark", cars).playing():
        await events.until(lambda seen: bool(seen.raised))
        await analytics.end(signal.SIGKILL)
    assert events.ended == []
    await analytics.start()
    await events.until(lambda seen: bool(seen.ended))
    assert events.ended[0].event == events.raised[0].event
    assert events.ended[0].reason is EndReason.STREAM_LOST


async def test_events_that_happen_while_the_bus_restarts_are_kept(
    bus: Bus, own_nats_server: NatsServer, analytics: AnalyticsProcess, events: Events, cars: list[AccessUnit]
) -> None:
    await publish_record(bus, "carpark")
    async with ScriptedIngest(bus, "carpark", cars[:100]).playing() as ingest:
        await ingest.through.wait()
        await events.until(lambda seen: bool(seen.raised))
    await asyncio.to_thread(own_nats_server.stop)
    await asyncio.sleep(6)  # the silence ends the event while nobody can be told
    await asyncio.to_thread(own_nats_server.start)
    await events.until(lambda seen: bool(seen.ended), limit_seconds=30)
    assert events.ended[0].event == events.raised[0].event
    assert events.ended[0].reason is EndReason.STREAM_LOST
