"""What an open page is told."""

from collections.abc import AsyncIterator
from datetime import timedelta

from lokus_access_gateway.application.access import CameraView
from lokus_access_gateway.application.live_feed import (
    QUEUE_LIMIT,
    CameraGone,
    Closing,
    LiveFeed,
    Note,
    Subscription,
    Told,
)
from lokus_access_gateway.domain.event import Event
from lokus_identity.caller import Role
from lokus_proto.v1.event import EventKind, Region
from lokus_proto.v1.grant_change import Action
from lokus_proto.v1.stream_state import Phase
from support.gateway_facts import MINUTE, NOON, TENANT, caller, camera, grant, state
from support.gateway_parts import new_access, tell

SOON = 0.01


def event(name: str = "e1", camera_id: str = "cam-1", tenant: str = TENANT) -> Event:
    region = Region(x=0, y=0, width=1, height=1)
    return Event(tenant, name, camera_id, EventKind.MOTION, NOON, region)


async def beginning(reading: AsyncIterator[Told]) -> list[str]:
    """Read up to READY; returns the cameras."""
    cameras: list[str] = []
    async for told in reading:
        if told is Note.READY:
            return cameras
        assert isinstance(told, CameraView)
        cameras.append(told.camera.id)
    raise AssertionError("it ended before it was ready")


async def test_it_begins_with_each_visible_camera_and_then_is_ready() -> None:
    feed = LiveFeed(new_access(camera("cam-1"), camera("cam-2"), camera("cam-3", private=True), grant()))
    with feed.subscribe(caller()) as subscription:
        assert await beginning(subscription.read(SOON)) == ["cam-1", "cam-2"]


async def test_news_of_a_camera_is_told_once() -> None:
    access = new_access(camera(), grant())
    feed = LiveFeed(access)
    with feed.subscribe(caller()) as subscription:
        reading = subscription.read(SOON)
        await beginning(reading)
        tell(access, state(phase=Phase.STALLED))
        tell(access, state(phase=Phase.STALLED))
        told = await anext(reading)
        assert isinstance(told, CameraView)
        assert told.state is not None
        assert told.state.phase is Phase.STALLED
        assert await anext(reading) is Note.QUIET


async def test_a_revoked_grant_takes_its_cameras_away_from_its_grantee_alone() -> None:
    access = new_access(camera(), grant(), grant("other", grantee="bawaslu"))
    feed = LiveFeed(access)
    with feed.subscribe(caller()) as police, feed.subscribe(caller("bawaslu")) as bawaslu:
        readings = [police.read(SOON), bawaslu.read(SOON)]
        for reading in readings:
            await beginning(reading)
        tell(access, grant().revoked("kpu.admin", NOON, None))
        assert await anext(readings[0]) == CameraGone("cam-1")
        assert await anext(readings[1]) is Note.QUIET


async def test_a_new_grant_brings_its_cameras() -> None:
    access = new_access(camera())
    with LiveFeed(access).subscribe(caller()) as subscription:
        reading = subscription.read(SOON)
        assert await beginning(reading) == []
        tell(access, grant())
        told = await anext(reading)
        assert isinstance(told, CameraView)
        assert told.camera.id == "cam-1"


async def test_events_reach_only_who_may_see_them_now() -> None:
    access = new_access(camera(), grant(), grant("live", grantee="bawaslu", actions=frozenset({Action.LIVE})))
    feed = LiveFeed(access)
    allowed = [caller(), caller("kpu", Role.OWNER_ADMIN)]
    denied = [
        caller("bawaslu"),
        caller("nobody"),
        caller(tenant="bandung"),
        caller("kpu", Role.PLATFORM_OPERATOR),
    ]
    subscriptions = [Subscription(each, access) for each in (*allowed, *denied)]
    feed._subscriptions.update(subscriptions)
    feed.tell_event(event())
    assert [each._queue.qsize() for each in subscriptions] == [1, 1, 0, 0, 0, 0]
    tell(access, grant().revoked("kpu.admin", NOON, None))
    feed.tell_event(event("e2"))
    assert subscriptions[0]._queue.qsize() == 1


async def test_a_slow_reader_is_closed_with_a_reason() -> None:
    feed = LiveFeed(new_access(camera(), grant()))
    with feed.subscribe(caller()) as subscription:
        reading = subscription.read(SOON)
        await beginning(reading)
        for number in range(QUEUE_LIMIT + 1):
            feed.tell_event(event(f"e{number}"))
        assert [told async for told in reading] == [Closing("slow")]


async def test_it_ends_with_the_token_and_when_the_gateway_stops() -> None:
    access = new_access(camera(), grant())
    feed = LiveFeed(access)
    with feed.subscribe(caller(expires_at=NOON + MINUTE)) as short, feed.subscribe(caller()) as long:
        readings = [short.read(SOON), long.read(SOON)]
        for reading in readings:
            await beginning(reading)
        feed.sweep(NOON + MINUTE + timedelta(seconds=5))
        assert [told async for told in readings[0]] == [Closing("token-expired")]
        await feed.stop()
        assert [told async for told in readings[1]] == [Closing("stopping")]


async def test_who_has_left_is_told_nothing() -> None:
    access = new_access(camera(), grant())
    feed = LiveFeed(access)
    with feed.subscribe(caller()) as subscription:
        pass
    feed.tell_event(event())
    assert subscription._queue.empty()
