"""What the gateway hears on the bus, handed to the use cases: cameras, stream states, grants, events.

Each method is a task of the root. The tenant is the one of the subject, which NATS permissions bind.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from lokus_access_gateway.application.access import Access
from lokus_access_gateway.application.events import Events
from lokus_access_gateway.domain.event import ended, raised
from lokus_access_gateway.domain.grant import Grant, heard
from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.follow import Kept, Start
from lokus_kit.retry import Backoff, keep_running
from lokus_proto import subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.jetstream import AUDIT, EVENT, STATE
from lokus_proto.v1.camera import CameraRecord
from lokus_proto.v1.event import DeviceEventEnded, DeviceEventRaised, EventEnded, EventRaised
from lokus_proto.v1.grant_change import GrantChanged
from lokus_proto.v1.stream_state import StreamState

RELOAD_SECONDS: Final = 60.0
_PATIENT: Final = Backoff(first_seconds=0.2, cap_seconds=5.0)


async def follow_cameras(bus: Bus, access: Access) -> None:
    """Cameras and stream states: the present first, then what comes."""

    async def handle(kept: Kept) -> None:
        _, tenant, _, what = subjects.parse(kept.subject)
        if what == "camera":
            access.take_camera(tenant, open_envelope(kept.payload, CameraRecord).data)
        else:
            access.take_state(tenant, open_envelope(kept.payload, StreamState).data)

    await bus.follow(
        STATE,
        (subjects.all_camera_records(), *subjects.all_stream_states()),
        handle,
        start=Start.latest(),
        caught_up=lambda: access.caught_up("cameras"),
    )


class GrantFeed:
    """Changes of grants from the bus, on top of all grants from the database.

    The database is read once the bus is listened to, so nothing falls between the two, and again
    every minute, so that whatever the bus should lose is made good.
    """

    def __init__(
        self, bus: Bus, every_grant: Callable[[], Awaitable[list[Grant]]], access: Access, clock: Clock
    ) -> None:
        self._bus = bus
        self._every_grant = every_grant
        self._access = access
        self._clock = clock
        self._listening = asyncio.Event()

    async def follow(self) -> None:
        """Hear of changes, for ever."""

        async def handle(kept: Kept) -> None:
            _, tenant, _, _ = subjects.parse(kept.subject)
            self._access.take_grant(heard(tenant, open_envelope(kept.payload, GrantChanged).data))

        await self._bus.follow(
            AUDIT, (subjects.all_grant_changes(),), handle, start=Start.new(), caught_up=self._listening.set
        )

    async def load(self) -> None:
        """Read the database, for ever."""
        await keep_running(
            "grants", self._load_once, retry_on=(Unavailable,), clock=self._clock, backoff=_PATIENT
        )

    async def _load_once(self) -> None:
        await self._listening.wait()
        while True:
            for grant in await self._every_grant():
                self._access.take_grant(grant)
            self._access.caught_up("grants")
            await self._clock.sleep(RELOAD_SECONDS)


class EventFeed:
    """Events from the bus, from where the database says that we stopped."""

    def __init__(
        self, bus: Bus, position: Callable[[], Awaitable[int]], events: Events, clock: Clock
    ) -> None:
        self._bus = bus
        self._position = position
        self._events = events
        self._clock = clock

    async def follow(self) -> None:
        """Take events in, for ever."""
        await keep_running(
            "events", self._follow_once, retry_on=(Unavailable,), clock=self._clock, backoff=_PATIENT
        )

    async def _follow_once(self) -> None:
        start = Start.after(await self._position())
        wanted = (*subjects.all_camera_events(), *subjects.all_device_events())
        await self._bus.follow(EVENT, wanted, self._handle, start=start)

    async def _handle(self, kept: Kept) -> None:
        _, tenant, _, what = subjects.parse(kept.subject)
        match what:
            case "raised":
                event = raised(tenant, open_envelope(kept.payload, EventRaised).data)
            case "device-raised":
                event = raised(tenant, open_envelope(kept.payload, DeviceEventRaised).data)
            case "device-ended":
                event = ended(tenant, open_envelope(kept.payload, DeviceEventEnded).data)
            case _:
                event = ended(tenant, open_envelope(kept.payload, EventEnded).data)
        await self._events.take(event, kept.seq)
