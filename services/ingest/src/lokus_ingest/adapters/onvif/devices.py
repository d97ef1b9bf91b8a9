"""Devices of cameras: their events read, their key frames asked for. Each time all is looked up anew."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from lokus_ingest.adapters.onvif.opening import open_device
from lokus_ingest.adapters.onvif.pull_point import PullPoint
from lokus_ingest.adapters.onvif.turnstile import Turnstile
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.onvif.target import target_of
from lokus_ingest.domain.onvif.topics import Notification
from lokus_kit.clock import Clock

if TYPE_CHECKING:
    from lokus_ingest.adapters.onvif.device import Device


class OnvifDevices:
    """The port `Devices`; `admit` gives the address of a host if it may be connected to."""

    def __init__(self, admit: Callable[[str], Awaitable[str]], clock: Clock) -> None:
        self._admit = admit
        self._clock = clock
        self._turnstile = Turnstile(clock)

    async def read(
        self,
        url: str,
        credentials: Credentials | None,
        subscribed: Callable[[timedelta | None], None],
        take: Callable[[Notification], Awaitable[None]],
    ) -> None:
        """Pull until DeviceFailure; those of many cameras take turns to begin."""
        await self._turnstile.enter()
        async with self._open(url, credentials) as device:
            pull_point = await PullPoint.subscribe(device, self._clock)
            subscribed(device.clock_offset)
            while True:
                for notification in await pull_point.pull():
                    await take(notification)

    async def ask_key_frame(self, url: str, credentials: Credentials | None, profile: str) -> None:
        """Over the older media service, or the newer where that is missing."""
        async with self._open(url, credentials) as device:
            newer = device.media2()
            if device.offers("media") or newer is None:
                await device.call("media", "SetSynchronizationPoint", {"ProfileToken": profile})
            else:
                await newer.set_synchronization_point(profile)

    @asynccontextmanager
    async def _open(self, url: str, credentials: Credentials | None) -> AsyncIterator["Device"]:
        target = target_of(url)
        reached = target.at(await self._admit(target.host))
        async with open_device(reached, credentials, self._clock) as device:
            yield device
