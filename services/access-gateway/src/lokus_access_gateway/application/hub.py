"""One reader of a camera's stream for all its viewers here, which keeps the current GOP for the next one.

`Hubs.run` is a task of the root and owns the reading tasks. A hub opens with its first viewer and
closes some seconds after its last one, so that a viewer who comes back finds the GOP waiting.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from lokus_access_gateway.application.outlet import Outlet
from lokus_access_gateway.application.ports import ReadMedia
from lokus_kit.clock import Clock
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.subjects import StreamName

LINGER_SECONDS: Final = 5.0
MAX_GOP_BYTES: Final = 16 * 1024 * 1024

StreamKey = tuple[str, str, StreamName]


class Hub:
    """The current GOP of one stream, and the outlets that want what follows."""

    def __init__(self, key: StreamKey) -> None:
        self.key = key
        self.unwanted = asyncio.Event()
        self._gop: list[AccessUnit] = []
        self._gop_bytes = 0
        self._outlets: set[Outlet] = set()

    @property
    def wanted(self) -> bool:
        """Whether it has viewers."""
        return bool(self._outlets)

    def take(self, unit: AccessUnit) -> None:
        """Keep a unit and pass it to every viewer. Only H.264 is for browsers."""
        if unit.codec is not Codec.H264:
            return
        if unit.key_frame:
            self._gop, self._gop_bytes = [], 0
        self._gop_bytes += len(unit.payload)
        if self._gop_bytes > MAX_GOP_BYTES:
            self._gop = []
        elif self._gop or unit.key_frame:
            self._gop.append(unit)
        for outlet in self._outlets:
            outlet.put(unit)

    def open(self, on_sent: Callable[[int], None]) -> Outlet:
        """A new viewer's outlet."""
        outlet = Outlet(lambda: self._gop, on_sent, lambda: self._leave(outlet))
        self._outlets.add(outlet)
        self.unwanted.clear()
        return outlet

    def _leave(self, outlet: Outlet) -> None:
        self._outlets.discard(outlet)
        if not self._outlets:
            self.unwanted.set()


class Hubs:
    """All hubs of this gateway."""

    def __init__(self, read: ReadMedia, clock: Clock) -> None:
        self._read = read
        self._clock = clock
        self._hubs: dict[StreamKey, Hub] = {}
        self._opened: asyncio.Queue[Hub] = asyncio.Queue()

    def open(self, key: StreamKey, on_sent: Callable[[int], None]) -> Outlet:
        """An outlet of a stream; its hub begins to read if it does not already."""
        if key not in self._hubs:
            self._hubs[key] = Hub(key)
            self._opened.put_nowait(self._hubs[key])
        return self._hubs[key].open(on_sent)

    async def run(self) -> None:
        """Read for every hub until it is no longer wanted."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                hub = await self._opened.get()
                tasks.create_task(self._serve(hub), name=f"hub {'/'.join(hub.key)}")

    async def _serve(self, hub: Hub) -> None:
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(self._read(*hub.key, hub.take), name=f"read {'/'.join(hub.key)}")
            while True:
                await hub.unwanted.wait()
                await self._clock.sleep(LINGER_SECONDS)
                if not hub.wanted:
                    break
            del self._hubs[hub.key]
            reading.cancel()
