"""Events, kept and read."""

import hashlib

import pytest

from lokus_access_gateway.application.events import Events
from lokus_access_gateway.application.live_feed import LiveFeed
from lokus_access_gateway.domain.event import Event
from lokus_identity.caller import Role
from lokus_kit.errors import Forbidden, NotFound
from lokus_proto.v1.event import EventKind, Region, Snapshot
from lokus_proto.v1.grant_change import Action
from support.gateway_facts import MINUTE, NOON, TENANT, caller, camera, grant
from support.gateway_parts import EventsInMemory, new_access, tell

PICTURE = b"\xff\xd8 a picture"


def snapshot(key: str = "k1") -> Snapshot:
    digest = hashlib.sha256(PICTURE).hexdigest()
    return Snapshot(key=key, width=640, height=360, size_bytes=len(PICTURE), sha256=digest)


def event(name: str, camera_id: str = "cam-1", minute: int = 0, picture: Snapshot | None = None) -> Event:
    region = Region(x=0, y=0, width=1, height=1)
    return Event(TENANT, name, camera_id, EventKind.MOTION, NOON + minute * MINUTE, region, picture)


class Bench:
    def __init__(self) -> None:
        self.access = new_access(camera("cam-1"), camera("cam-2"), camera("cam-3", site="tps-2"), grant())
        self.bucket = {"k1": PICTURE, "forged": b"another picture"}
        self.store = EventsInMemory()
        self.events = Events(self.store, self._fetch, self.access, LiveFeed(self.access))

    async def _fetch(self, key: str) -> bytes:
        if key not in self.bucket:
            raise NotFound("gone")
        return self.bucket[key]

    async def keep(self, *events: Event) -> None:
        for seq, each in enumerate(events, 1):
            await self.events.take(each, seq)


async def test_history_holds_what_may_be_seen_now_newest_first() -> None:
    bench = Bench()
    await bench.keep(event("e1"), event("e2", "cam-2", 1), event("e3", "cam-3", 2))
    assert [each.id for each in await bench.events.page(caller(), None, None, 10)] == ["e2", "e1"]
    assert [each.id for each in await bench.events.page(caller(), "cam-1", None, 10)] == ["e1"]
    before = (NOON + MINUTE, "e2")
    assert [each.id for each in await bench.events.page(caller(), None, before, 10)] == ["e1"]
    tell(bench.access, grant().revoked("kpu.admin", NOON, None))
    assert await bench.events.page(caller(), None, None, 10) == []
    assert bench.store.seq == 3


async def test_one_cameras_history_is_refused_with_the_reason() -> None:
    bench = Bench()
    with pytest.raises(Forbidden):
        await bench.events.page(caller(), "cam-3", None, 10)


async def test_what_was_before_the_grant_began_stays_closed_to_its_grantee_and_open_to_the_owner() -> None:
    bench = Bench()
    await bench.keep(event("early", minute=-2, picture=snapshot()))
    owner = caller("kpu", roles=frozenset({Role.OWNER_ADMIN}))
    assert await bench.events.page(caller(), None, None, 10) == []
    with pytest.raises(Forbidden) as refusal:
        await bench.events.snapshot(caller(), "early")
    assert refusal.value.reason == "before-grant"
    assert [each.id for each in await bench.events.page(owner, None, None, 10)] == ["early"]
    assert await bench.events.snapshot(owner, "early") == PICTURE


async def test_a_grant_for_live_video_alone_shows_no_events() -> None:
    bench = Bench()
    tell(bench.access, grant("live", grantee="bawaslu", actions=frozenset({Action.LIVE})))
    await bench.keep(event("e1", picture=snapshot()))
    assert await bench.events.page(caller("bawaslu"), None, None, 10) == []
    with pytest.raises(Forbidden):
        await bench.events.snapshot(caller("bawaslu"), "e1")


async def test_a_snapshot_is_the_picture_that_was_taken() -> None:
    bench = Bench()
    await bench.keep(event("e1", picture=snapshot()))
    assert await bench.events.snapshot(caller(), "e1") == PICTURE


@pytest.mark.parametrize("picture", [None, snapshot("aged-out"), snapshot("forged")])
async def test_a_snapshot_that_is_missing_or_another_one_is_not_found(picture: Snapshot | None) -> None:
    bench = Bench()
    await bench.keep(event("e1", picture=picture))
    with pytest.raises(NotFound):
        await bench.events.snapshot(caller(), "e1")
