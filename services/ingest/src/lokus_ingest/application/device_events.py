"""Reads what one camera's device tells, and raises events of it: a PullPoint kept open as long as it lasts.

After any fault everything is made anew, the device's clock read again (a reboot sets it back) and the old
subscription left to expire. A device that says no to a clock just read means the password: it is not asked
again until its source changes, so that nobody is locked out. Events wait for the bus as long as it is away;
while many wait, the device does.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final
from uuid import uuid4

from lokus_ingest.application.ports import Devices, EventPost, Vault
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_ingest.domain.onvif.open_events import OpenEvents, end_of
from lokus_ingest.domain.onvif.topics import Notification, meaning
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_proto.v1.camera import OnvifSource
from lokus_proto.v1.event import DeviceEventEnded, DeviceEventRaised, EndReason
from lokus_proto.v1.probe import ProbeReason

log = logging.getLogger(__name__)

READ_AGAIN: Final = Backoff(first_seconds=1.0, cap_seconds=120.0, healthy_after_seconds=60.0)
UNTIL_CHANGED: Final = frozenset({ProbeReason.AUTHENTICATION, ProbeReason.CREDENTIALS})
_WAITING_AT_MOST: Final = 256
_SEND_AGAIN_SECONDS: Final = 1.0
_LAST_WORDS_SECONDS: Final = 1.0


class DeviceEvents:
    """`run` is a task of the camera's first stream; `told_offset` is told the device's clock less ours."""

    def __init__(
        self,
        key: StreamKey,
        device: OnvifSource,
        sealed_credentials: str | None,
        devices: Devices,
        vault: Vault,
        post: EventPost,
        told_offset: Callable[[timedelta | None], None],
        tally: Tally,
        clock: Clock,
    ) -> None:
        self._key = key
        self._device = device
        self._sealed_credentials = sealed_credentials
        self._devices = devices
        self._vault = vault
        self._post = post
        self._told_offset = told_offset
        self._tally = tally
        self._clock = clock
        self._open = OpenEvents(key.camera, lambda: uuid4().hex)
        self._waiting: asyncio.Queue[DeviceEventRaised | DeviceEventEnded] = asyncio.Queue(_WAITING_AT_MOST)
        self._heard = False

    async def run(self) -> None:
        """Read until cancelled; what is open then ends, as far as the bus takes it."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._send(), name=f"device events of {self._key}")
                await keep_running(
                    f"device of {self._key}",
                    self._run_once,
                    retry_on=(DeviceFailure,),
                    clock=self._clock,
                    backoff=READ_AGAIN,
                    on_wait=self._on_wait,
                )
        finally:
            await self._end_all()

    async def _run_once(self) -> None:
        self._heard = False
        try:
            await self._read()
        except DeviceFailure as failure:
            self._tally.device_failures[failure.reason] += 1
            for event in self._open.lose(self._clock.now()):
                await self._waiting.put(event)
            if failure.reason in UNTIL_CHANGED and not self._heard:
                self._say(failure, "not asked again until its source changes")
                await asyncio.Event().wait()
            raise

    async def _read(self) -> None:
        try:
            sealed = self._sealed_credentials
            credentials = None if sealed is None else self._vault.open(sealed)
        except SourceFailure as failure:
            raise DeviceFailure(ProbeReason.CREDENTIALS, failure.detail) from None
        await self._devices.read(self._device.url, credentials, self._subscribed, self._take)

    def _subscribed(self, clock_offset: timedelta | None) -> None:
        self._heard = True
        self._tally.device_subscriptions += 1
        self._told_offset(clock_offset)

    async def _take(self, notification: Notification) -> None:
        told = meaning(notification)
        event = None if told is None else self._open.take(told, self._clock.now())
        if event is not None:
            await self._waiting.put(event)

    async def _send(self) -> None:
        for left in await self._left_open():
            await self._keep(end_of(left, self._clock.now(), EndReason.STREAM_LOST))
        while True:
            await self._keep(await self._waiting.get())

    async def _left_open(self) -> Sequence[DeviceEventRaised]:
        """What an owner of the camera that was killed had raised."""
        while True:
            try:
                return await self._post.open_events(self._key.tenant, self._key.camera)
            except Unavailable:
                await self._clock.sleep(_SEND_AGAIN_SECONDS)

    async def _keep(self, event: DeviceEventRaised | DeviceEventEnded) -> None:
        while not await self._sent(event):
            await self._clock.sleep(_SEND_AGAIN_SECONDS)

    async def _sent(self, event: DeviceEventRaised | DeviceEventEnded) -> bool:
        try:
            await self._post.send(self._key.tenant, event)
        except Unavailable:
            return False
        if isinstance(event, DeviceEventRaised):
            self._tally.device_events[event.kind] += 1
        return True

    async def _end_all(self) -> None:
        """The next owner of the camera knows nothing of what is open here."""
        left = [self._waiting.get_nowait() for _ in range(self._waiting.qsize())]
        try:
            async with asyncio.timeout(_LAST_WORDS_SECONDS):
                for event in (*left, *self._open.lose(self._clock.now())):
                    await self._post.send(self._key.tenant, event)
        except (TimeoutError, Unavailable):
            log.warning("%s: device events may stay open", self._key, extra=self._key.log_fields())

    def _on_wait(self, error: Exception | None, seconds: float) -> None:
        assert isinstance(error, DeviceFailure)  # noqa: S101 (the only one that is retried)
        self._say(error, f"again in {seconds:.0f} s")

    def _say(self, failure: DeviceFailure, then: str) -> None:
        fields = {**self._key.log_fields(), "reason": failure.reason}
        log.warning("%s: no device events: %s; %s", self._key, failure.sentence, then, extra=fields)
