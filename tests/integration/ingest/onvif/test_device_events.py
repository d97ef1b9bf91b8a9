"""Events, read from a device that loses its subscriptions, reboots and changes its clock."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from integration.ingest.onvif.scripted_device import (
    ScriptedDevice,
    plain,
    real_device,
    recorded,
    running,
)
from integration.ingest.onvif.subscriptions import INPUT, MOTION, TAMPER, Subscriptions
from lokus_ingest.adapters.onvif.devices import OnvifDevices
from lokus_ingest.application.device_events import DeviceEvents
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import SystemClock
from lokus_kit.errors import Unavailable
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import OnvifSource
from lokus_proto.v1.event import DeviceEventEnded, DeviceEventRaised, EndReason, EventKind
from lokus_proto.v1.probe import ProbeReason
from support.waiting import until


@dataclass
class Post:
    """Keeps what is sent, once it takes anything."""

    away: int = 0
    left: list[DeviceEventRaised] = field(default_factory=list)
    kept: list[DeviceEventRaised | DeviceEventEnded] = field(default_factory=list)

    async def send(self, tenant: str, event: DeviceEventRaised | DeviceEventEnded) -> None:
        assert tenant == "jakarta"
        if self.away:
            self.away -= 1
            raise Unavailable("the bus is away")
        self.kept.append(event)

    async def open_events(self, tenant: str, camera: str) -> list[DeviceEventRaised]:
        assert (tenant, camera) == ("jakarta", "c1")
        return self.left

    async def of(self, number: int) -> list[DeviceEventRaised | DeviceEventEnded]:
        async def enough() -> bool:
            return len(self.kept) >= number

        await until(enough, f"{number} events in {self.kept}", 10, 0.02)
        return self.kept


class Vault:
    def open(self, sealed: str) -> Credentials:
        return Credentials("admin", sealed)


async def anywhere(host: str) -> str:
    return host


class Hasty(SystemClock):
    """Waits a tenth, for tests."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / 20)


@dataclass
class Reading:
    device: ScriptedDevice
    subscriptions: Subscriptions
    post: Post
    tally: Tally
    offsets: list[timedelta | None]

    async def subscribed(self, times: int) -> None:
        async def enough() -> bool:
            return self.tally.device_subscriptions >= times

        await until(enough, f"{times} subscriptions", 10, 0.02)


@asynccontextmanager
async def reading(
    password: str = "secret", post: Post | None = None, **members: object
) -> AsyncIterator[Reading]:
    device, tally, kept = real_device(**members), Tally(), post or Post()
    subscriptions, offsets = Subscriptions(device), list[timedelta | None]()
    async with running(device), asyncio.TaskGroup() as tasks:
        events = DeviceEvents(
            StreamKey("jakarta", "c1", StreamName.MAIN),
            OnvifSource(url=f"http://127.0.0.1:{device.port}/onvif/device_service", events=True),
            password,
            OnvifDevices(anywhere, SystemClock()),
            Vault(),
            kept,
            offsets.append,
            tally,
            Hasty(),
        )
        task = tasks.create_task(events.run())
        yield Reading(device, subscriptions, kept, tally, offsets)
        task.cancel()


async def test_motion_tamper_and_inputs_are_raised_and_end() -> None:
    async with reading(post=Post(away=2)) as found:
        for topic in (MOTION, TAMPER, INPUT):
            found.subscriptions.tell(topic, on=True)
        found.subscriptions.tell(INPUT, on=True, token="2")
        found.subscriptions.tell(MOTION, on=False)
        events = await found.post.of(5)
    assert [each.kind for each in events[:4]] == [
        EventKind.MOTION,
        EventKind.TAMPER,
        EventKind.DIGITAL_INPUT,
        EventKind.DIGITAL_INPUT,
    ]
    ended = events[4]
    assert isinstance(ended, DeviceEventEnded)
    assert (ended.event, ended.reason) == (events[0].event, EndReason.QUIET)
    assert found.tally.device_events == {EventKind.MOTION: 1, EventKind.TAMPER: 1, EventKind.DIGITAL_INPUT: 2}


async def test_what_is_open_ends_when_the_camera_is_given_up() -> None:
    async with reading() as found:
        found.subscriptions.tell(MOTION, on=True)
        await found.post.of(1)
    (_, ended) = found.post.kept
    assert isinstance(ended, DeviceEventEnded)
    assert ended.reason is EndReason.STREAM_LOST


async def test_a_subscription_that_a_reboot_lost_is_made_anew_and_the_old_one_left_alone() -> None:
    async with reading() as found:
        found.subscriptions.tell(MOTION, on=True)
        await found.post.of(1)
        found.subscriptions.lose()
        await found.subscribed(2)
        found.subscriptions.tell(MOTION, on=True)
        events = await found.post.of(3)
    assert isinstance(events[1], DeviceEventEnded)
    assert (events[1].event, events[1].reason) == (events[0].event, EndReason.STREAM_LOST)
    assert isinstance(events[2], DeviceEventRaised)
    assert found.device.asked["Unsubscribe"] == 0
    assert found.device.asked["GetServices"] == 2
    paths = {path for operation, path, _ in found.device.requests if operation == "PullMessages"}
    assert paths == {"/subscriptions/1", "/subscriptions/2"}


async def test_a_clock_that_a_reboot_set_back_is_read_again_and_the_password_not_blamed() -> None:
    async with reading() as found:
        await found.subscribed(1)
        found.device.clock_offset = timedelta(days=-9000)
        found.subscriptions.lose()
        await found.subscribed(2)
        found.subscriptions.tell(MOTION, on=True)
        await found.post.of(1)
    assert found.device.refused.keys() <= {"time"}
    first, second = found.offsets[:2]
    assert first is not None
    assert second is not None
    assert abs(first) < timedelta(seconds=3)
    assert abs(second + timedelta(days=9000)) < timedelta(seconds=3)


async def test_a_wrong_password_is_tried_once() -> None:
    async with reading("wrong") as found:

        async def refused() -> bool:
            return bool(found.tally.device_failures)

        await until(refused, "refusal", 10, 0.02)
        await asyncio.sleep(0.3)
    assert found.tally.device_failures == {ProbeReason.AUTHENTICATION: 1}
    assert found.device.refused == {"digest": 1}


async def test_a_recorded_answer_is_read_too() -> None:
    """It holds placeholders, which are filled as the device that it was recorded from does."""
    told = re.sub(r"\{\{\?[^}]*\}\}", "", recorded("PullMessages"))
    told = re.sub(r"\{\{=new Date[^}]*\}\}", "2026-02-14T08:00:00Z", told)
    told = re.sub(r"\{\{=[^}]*\}\}", "x", told)
    async with reading() as found:
        found.device.answers["PullMessages"] = lambda _: plain(told)
        found.subscriptions.lose()
        (event, *_) = await found.post.of(1)
    assert event.kind is EventKind.MOTION


async def test_what_a_killed_owner_left_open_ends() -> None:
    left = DeviceEventRaised(
        event="e0", camera="c1", kind=EventKind.TAMPER, raised_at=SystemClock().now(), input="a"
    )
    async with reading(post=Post(away=1, left=[left])) as found:
        (ended, *_) = await found.post.of(1)
    assert isinstance(ended, DeviceEventEnded)
    assert (ended.event, ended.reason) == ("e0", EndReason.STREAM_LOST)
