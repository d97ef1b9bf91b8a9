"""What is done with the ONVIF device behind a stream, as long as the stream is pulled."""

import asyncio
from datetime import timedelta

from lokus_ingest.application.device_events import DeviceEvents
from lokus_ingest.application.fleet import Wanted
from lokus_ingest.application.key_frames import KeyFrames
from lokus_ingest.application.live_stream import LiveStream
from lokus_ingest.application.ports import Devices, EventPost, Vault
from lokus_ingest.application.tally import Tally
from lokus_kit.clock import Clock
from lokus_proto.subjects import StreamName


class DeviceWork:
    """One for all streams."""

    def __init__(self, devices: Devices, vault: Vault, post: EventPost, tally: Tally, clock: Clock) -> None:
        self._devices = devices
        self._vault = vault
        self._post = post
        self._tally = tally
        self._clock = clock

    async def run(self, wanted: Wanted, stream: LiveStream) -> None:
        """Read events if this stream is the one that does; ask for key frames if its profile is known."""
        device = wanted.onvif
        if device is None:
            return

        def told_offset(offset: timedelta | None) -> None:
            stream.device_clock_offset = offset
            stream.changed.set()

        key, sealed = stream.key, wanted.sealed_credentials
        profile = device.main_profile if key.stream is StreamName.MAIN else device.sub_profile
        parts = (self._devices, self._vault)
        async with asyncio.TaskGroup() as tasks:
            if wanted.tells_events:
                events = DeviceEvents(
                    key, device, sealed, *parts, self._post, told_offset, self._tally, self._clock
                )
                tasks.create_task(events.run(), name=f"events {key}")
            if profile is not None:
                asking = KeyFrames(
                    key, device, profile, sealed, stream.key_frame_wanted, *parts, self._tally, self._clock
                )
                tasks.create_task(asking.run(), name=f"key frames {key}")
