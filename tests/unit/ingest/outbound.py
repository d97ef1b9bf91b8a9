"""A bus for unit tests: keeps what it was given, and can be away or slow."""

import asyncio

from lokus_ingest.application.ports import Overtaken
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.errors import Unavailable
from lokus_proto.media import AccessUnit
from lokus_proto.v1.stream_state import StreamState


class MemoryOutbound:
    """The port `Outbound` in memory. `away`: nothing goes out; clear `open_road` and media wait.

    `overtaken`: another worker has told a state of a higher epoch.
    """

    def __init__(self) -> None:
        self.units: list[AccessUnit] = []
        self.states: list[StreamState] = []
        self.away = self.overtaken = False
        self.open_road = asyncio.Event()
        self.open_road.set()

    async def media(self, key: StreamKey, unit: AccessUnit) -> None:
        await self.open_road.wait()
        self._check()
        self.units.append(unit)

    async def state(self, key: StreamKey, state: StreamState) -> None:
        self._check()
        if self.overtaken:
            raise Overtaken
        self.states.append(state)

    async def newest(self, key: StreamKey) -> StreamState | None:
        self._check()
        told = [state for state in self.states if (state.camera, state.stream) == (key.camera, key.stream)]
        return told[-1] if told else None

    def _check(self) -> None:
        if self.away:
            raise Unavailable("the bus is away")
