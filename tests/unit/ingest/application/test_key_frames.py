"""A key frame is asked for when somebody waits for one, and not too often."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from lokus_ingest.application.key_frames import AFTER_FAILURE_SECONDS, APART_SECONDS, KeyFrames
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_ingest.domain.onvif.topics import Notification
from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import OnvifSource
from lokus_proto.v1.probe import ProbeReason
from support.clock import VirtualClock

URL = "http://192.0.2.10/onvif/device_service"


class Reader:
    """Somebody who waits for a key frame again whenever the clock is slept on, a few times."""

    def __init__(self, times: int) -> None:
        self.wanted = asyncio.Event()
        self.wanted.set()
        self.left = times


class Clock(VirtualClock):
    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._reader.left -= 1
        if self._reader.left:
            self._reader.wanted.set()
        await super().sleep(seconds)


class Devices:
    """A device that gives key frames, or says no."""

    def __init__(self, failure: DeviceFailure | None = None) -> None:
        self.asked: list[tuple[str, str]] = []
        self._failure = failure

    async def ask_key_frame(self, url: str, credentials: Credentials | None, profile: str) -> None:
        assert credentials is None
        self.asked.append((url, profile))
        if self._failure is not None:
            raise self._failure

    async def read(
        self,
        url: str,
        credentials: Credentials | None,
        subscribed: Callable[[timedelta | None], None],
        take: Callable[[Notification], Awaitable[None]],
    ) -> None:
        raise AssertionError("nobody wants events here")


class Vault:
    def open(self, sealed: str) -> Credentials:
        raise AssertionError(f"there are no credentials: {sealed}")


async def asked(devices: Devices, times: int) -> tuple[Clock, Tally]:
    reader, tally = Reader(times), Tally()
    clock = Clock(reader)
    key = StreamKey("jakarta", "c1", StreamName.MAIN)
    source = OnvifSource(url=URL, main_profile="p1")
    parts = (devices, Vault(), tally, clock)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(KeyFrames(key, source, "p1", None, reader.wanted, *parts).run())
        for _ in range(20 * times):
            await asyncio.sleep(0)
        task.cancel()
    return clock, tally


async def test_a_key_frame_is_asked_for_at_most_once_in_five_seconds() -> None:
    devices = Devices()
    clock, tally = await asked(devices, 3)
    assert devices.asked == [(URL, "p1")] * 3
    assert clock.slept == [APART_SECONDS] * 3
    assert tally.key_frames_asked == 3


async def test_a_device_that_will_not_is_asked_rarely() -> None:
    devices = Devices(DeviceFailure(ProbeReason.FAULT, "no"))
    clock, tally = await asked(devices, 2)
    assert clock.slept == [AFTER_FAILURE_SECONDS] * 2
    assert tally.key_frames_asked == 0


@pytest.mark.parametrize("reason", [ProbeReason.AUTHENTICATION, ProbeReason.CREDENTIALS])
async def test_a_device_that_does_not_take_the_password_is_not_asked_again(reason: ProbeReason) -> None:
    devices = Devices(DeviceFailure(reason, "no"))
    clock, _ = await asked(devices, 3)
    assert len(devices.asked) == 1
    assert clock.slept == []
