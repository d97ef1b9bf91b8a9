"""Grants and events in a real PostgreSQL, and what the feeds make of a real bus."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from integration.access_gateway.conftest import connected
from integration.access_gateway.gateway_process import LOG_KEYS
from integration.access_gateway.playing_camera import PlayingCamera
from integration.access_gateway.town import Town
from lokus_access_gateway import adapters
from lokus_access_gateway.adapters.access_log import PostgresLog
from lokus_access_gateway.adapters.bus_feeds import EventFeed, GrantFeed, follow_cameras
from lokus_access_gateway.adapters.event_store import PostgresEvents
from lokus_access_gateway.adapters.grant_store import PostgresGrants
from lokus_access_gateway.adapters.media import read_media
from lokus_access_gateway.adapters.snapshots import fetch_snapshot
from lokus_access_gateway.adapters.tables import OUTBOX
from lokus_access_gateway.application.access import Access
from lokus_access_gateway.application.events import Events
from lokus_access_gateway.application.live_feed import LiveFeed
from lokus_access_gateway.domain.event import Event
from lokus_access_gateway.domain.grant import GrantFile
from lokus_identity.caller import Role
from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.errors import NotFound
from lokus_kit.health import Health
from lokus_postgres.database import Database
from lokus_postgres.outbox import Outbox
from lokus_proto import subjects
from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.jetstream import AUDIT, SNAPSHOT_BUCKET, SNAPSHOT_MAX_AGE_SECONDS, SNAPSHOT_MAX_BYTES, STATE
from lokus_proto.media import AccessUnit
from lokus_proto.subjects import StreamName
from lokus_proto.v1.event import EndReason, EventKind, Region, Snapshot
from lokus_proto.v1.grant_change import Action, GrantChanged
from support.engines import NatsServer
from support.gateway_facts import MINUTE, NOON, TENANT, caller, camera, grant
from support.gateway_parts import EventsInMemory, Tally, new_access
from support.identity import serving_issuer
from support.waiting import until

MIGRATIONS = str(Path(adapters.__file__).parent / "migrations")
REGION = Region(x=0, y=0, width=1, height=1)
PICTURE = Snapshot(key="k", width=1, height=1, size_bytes=1, sha256="0")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, SystemClock(), Health())
    await database.migrate(MIGRATIONS)
    yield database
    await database.close()


@pytest.fixture
async def own_bus(own_nats_server: NatsServer) -> AsyncIterator[Bus]:
    async with connected(own_nats_server.url) as bus:
        yield bus


def new_grants(database: Database, bus: Bus) -> tuple[PostgresGrants, Outbox]:
    outbox = Outbox(OUTBOX, database, bus, (AUDIT,), SystemClock())
    return PostgresGrants(database, outbox, PostgresLog("gateway", LOG_KEYS)), outbox


@asynccontextmanager
async def running(*works: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Run these until the end of the block."""

    async def run(work: Callable[[], Awaitable[None]]) -> None:
        await work()

    async with asyncio.TaskGroup() as tasks:
        begun = [tasks.create_task(run(work), name="work") for work in works]
        yield
        for task in begun:
            task.cancel()


def event(name: str, minute: int = 0, **facts: Any) -> Event:
    return Event(TENANT, name, "cam-1", EventKind.MOTION, NOON + minute * MINUTE, REGION, **facts)


async def test_grants_come_back_as_they_were_kept_and_each_change_is_in_the_outbox(
    database: Database, bus: Bus
) -> None:
    store, _ = new_grants(database, bus)
    file = GrantFile(grant(), "B/1", "kpu.admin", NOON)
    assert await store.create(file) is None
    assert await store.create(file) == file
    assert await store.get(TENANT, "grant-1") == file
    revoked = await store.revoke(TENANT, "grant-1", "kpu.other", NOON, "over")
    assert await store.revoke(TENANT, "grant-1", "again", NOON + MINUTE, None) == revoked
    assert await store.all() == [revoked.grant]
    async with database.transaction() as session:
        rows = (await session.execute(select(OUTBOX).order_by(OUTBOX.c.id))).all()
    changes = [open_envelope(row.payload, GrantChanged).data for row in rows]
    assert [(change.epoch, change.state) for change in changes] == [(1, "active"), (2, "revoked")]


async def test_two_who_revoke_at_once_make_one_revocation(database: Database, bus: Bus) -> None:
    store, _ = new_grants(database, bus)
    await store.create(GrantFile(grant(), None, "kpu.admin", NOON))
    async with asyncio.TaskGroup() as tasks:
        both = [
            tasks.create_task(store.revoke(TENANT, "grant-1", by, NOON, by), name=by) for by in ("one", "two")
        ]
    assert both[0].result() == both[1].result()
    assert both[0].result().grant.epoch == 2


async def test_no_query_crosses_tenants(database: Database, bus: Bus) -> None:
    grants, _ = new_grants(database, bus)
    events = PostgresEvents(database)
    await grants.create(GrantFile(grant(), None, "kpu.admin", NOON))
    await events.keep(event("e1"), 1)
    assert await grants.page("bandung", None, "", 10) == []
    assert await events.page("bandung", {"cam-1": None}, None, 10) == []
    for asked in (grants.get("bandung", "grant-1"), events.get("bandung", "e1")):
        with pytest.raises(NotFound):
            await asked


async def test_an_end_completes_its_start_and_the_place_on_the_bus_is_kept_with_it(
    database: Database,
) -> None:
    store = PostgresEvents(database)
    assert await store.position() == 0
    start = event("e1", snapshot=PICTURE)
    end = event("e1", ended_at=NOON + MINUTE, end_reason=EndReason.QUIET)
    for seq, told in enumerate((start, end, end), 1):
        await store.keep(told, seq)
    kept = await store.get(TENANT, "e1")
    assert (kept.snapshot, kept.ended_at, kept.end_reason) == (PICTURE, NOON + MINUTE, EndReason.QUIET)
    assert await store.position() == 3


async def test_events_of_one_moment_are_paged_without_a_gap_or_a_double(database: Database) -> None:
    store = PostgresEvents(database)
    for seq, name in enumerate(("a", "b", "c", "d"), 1):
        await store.keep(event(name), seq)
    first = await store.page(TENANT, {"cam-1": None}, None, 2)
    rest = await store.page(TENANT, {"cam-1": None}, (first[-1].raised_at, first[-1].id), 10)
    assert [each.id for each in first + rest] == ["d", "c", "b", "a"]


async def test_grants_of_the_database_and_of_the_bus_make_one_index(database: Database, own_bus: Bus) -> None:
    store, outbox = new_grants(database, own_bus)
    await store.create(GrantFile(grant(), None, "kpu.admin", NOON))
    health = Health()
    access = Access(SystemClock(), Tally(), health)
    access.caught_up("cameras")
    access.take_camera(TENANT, camera())
    feed = GrantFeed(own_bus, store.all, access, SystemClock())

    async def reason() -> str:
        return access.decide(caller(), camera(), Action.LIVE).reason

    async with running(outbox.run, feed.follow, feed.load):

        async def loaded() -> bool:
            return not health.reasons() and await reason() in {"expired", "not-yet"}

        await until(loaded, "grants of the database", poll_seconds=0.02)
        await store.revoke(TENANT, "grant-1", "kpu.admin", SystemClock().now(), None)

        async def revoked() -> bool:
            return await reason() == "revoked"

        await until(revoked, "revocation over the bus", limit_seconds=5, poll_seconds=0.02)


async def test_what_nobody_understands_is_passed_over(own_bus: Bus) -> None:
    await own_bus.ensure(STATE)
    access = new_access()
    good = envelope(
        camera(), message_id="good", service="registry", tenant=TENANT, subject="cam-1", time=NOON
    ).to_bytes()
    await own_bus.publish_kept(subjects.camera_record(TENANT, "bad"), b"{}", "bad")
    await own_bus.publish_kept(subjects.camera_record(TENANT, "cam-1"), good, "good")

    async def known() -> bool:
        return [view.camera.id for view in access.visible(caller("kpu", Role.OWNER_ADMIN))] == ["cam-1"]

    async with running(lambda: follow_cameras(own_bus, access)):
        await until(known, "camera", poll_seconds=0.02)


async def test_an_event_feed_begins_behind_what_was_kept(own_bus: Bus) -> None:
    access, store = new_access(), EventsInMemory()
    with serving_issuer() as issuer:
        async with httpx.AsyncClient() as http:
            town = Town(TENANT, http, own_bus, issuer)
            for name in ("e1", "e2", "e3"):
                await town.raise_event(name)
    events = Events(store, _no_picture, access, LiveFeed(access))
    feed = EventFeed(own_bus, _one_was_kept, events, SystemClock())

    async def all_kept() -> bool:
        return store.seq == 3

    async with running(feed.follow):
        await until(all_kept, "events", poll_seconds=0.02)
    assert [name for _, name in store.kept] == ["e2", "e3"]


async def _one_was_kept() -> int:
    return 1


async def _no_picture(_: str) -> bytes:
    raise NotFound("none")


async def test_snapshots_come_out_of_the_bucket(own_bus: Bus) -> None:
    bucket = await own_bus.bucket(SNAPSHOT_BUCKET, SNAPSHOT_MAX_AGE_SECONDS, SNAPSHOT_MAX_BYTES)
    await bucket.put("a/b.jpg", b"picture")
    assert await fetch_snapshot(own_bus, "a/b.jpg") == b"picture"
    with pytest.raises(NotFound):
        await fetch_snapshot(own_bus, "a/none.jpg")


async def test_media_are_read_from_whoever_plays_them(own_bus: Bus) -> None:
    units: list[AccessUnit] = []
    async with PlayingCamera(own_bus, TENANT, "cam-1").playing() as source:
        async with running(
            lambda: read_media(own_bus, SystemClock(), TENANT, "cam-1", StreamName.MAIN, units.append)
        ):

            async def enough() -> bool:
                return len(units) > 150

            await until(enough, "units beyond the GOP", poll_seconds=0.02)
        assert [unit.seq for unit in units] == list(range(units[0].seq, units[0].seq + len(units)))
        assert units[0].key_frame

        async def given_back() -> bool:
            return not source.readers

        await until(given_back, "interest given back", limit_seconds=5)


async def test_events_reach_back_to_each_cameras_own_moment(database: Database) -> None:
    store = PostgresEvents(database)
    for seq, watched in enumerate(("cam-1", "cam-2", "cam-3"), 1):
        await store.keep(replace(event(f"of-{watched}"), camera=watched), seq)
    reaches = {"cam-1": NOON, "cam-2": NOON + MINUTE, "cam-3": None}
    found = await store.page(TENANT, reaches, None, 10)
    assert {each.camera for each in found} == {"cam-1", "cam-3"}
