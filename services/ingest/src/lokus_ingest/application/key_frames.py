"""Asks a camera's device for a key frame when a reader has to wait for one, at most once in 5 s.

Many cameras send one every ten seconds or more; a reader who joins shall not pay for that. A device that will
not is asked rarely, and one that says no to the password not until the camera's source changes.
"""

import asyncio
import logging
from typing import Final

from lokus_ingest.application.device_events import UNTIL_CHANGED
from lokus_ingest.application.ports import Devices, Vault
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import Clock
from lokus_proto.v1.camera import OnvifSource
from lokus_proto.v1.probe import ProbeReason

log = logging.getLogger(__name__)

APART_SECONDS: Final = 5.0
AFTER_FAILURE_SECONDS: Final = 60.0


class KeyFrames:
    """`run` is a task of the stream; `wanted` is set while a reader waits for a key frame."""

    def __init__(
        self,
        key: StreamKey,
        device: OnvifSource,
        profile: str,
        sealed_credentials: str | None,
        wanted: asyncio.Event,
        devices: Devices,
        vault: Vault,
        tally: Tally,
        clock: Clock,
    ) -> None:
        self._key = key
        self._device = device
        self._profile = profile
        self._sealed_credentials = sealed_credentials
        self._wanted = wanted
        self._devices = devices
        self._vault = vault
        self._tally = tally
        self._clock = clock

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._ask()
            except DeviceFailure as failure:
                log.info("%s: no key frame: %s", self._key, failure.sentence, extra=self._key.log_fields())
                if failure.reason in UNTIL_CHANGED:
                    await asyncio.Event().wait()
                await self._clock.sleep(AFTER_FAILURE_SECONDS)
            else:
                self._tally.key_frames_asked += 1
                await self._clock.sleep(APART_SECONDS)

    async def _ask(self) -> None:
        sealed = self._sealed_credentials
        try:
            credentials = None if sealed is None else self._vault.open(sealed)
        except SourceFailure as failure:
            raise DeviceFailure(ProbeReason.CREDENTIALS, failure.detail) from None
        await self._devices.ask_key_frame(self._device.url, credentials, self._profile)
