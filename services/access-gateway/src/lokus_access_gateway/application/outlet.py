"""What one viewer is sent: the current GOP first, then what comes live, each with its RTP time.

Filled by a `Hub`, emptied by the viewer's peer connection, both on the event loop. It joins the hub
when it is first asked, that is once the viewer is connected, so nothing grows old in it before.
Closing works at once: not one access unit leaves afterwards.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lokus_access_gateway.domain.backlog import Backlog
from lokus_access_gateway.domain.timeline import Timeline
from lokus_proto.media import AccessUnit


class OutletClosedError(Exception):
    """Nothing comes out any more."""


@dataclass(frozen=True, slots=True)
class TimedUnit:
    """One access unit (Annex B) and its time for this viewer in 1/90000 s."""

    payload: bytes
    time_90k: int


class Outlet:
    """The viewer's end of a hub."""

    def __init__(
        self,
        gop: Callable[[], Iterable[AccessUnit]],
        on_sent: Callable[[int], None],
        on_close: Callable[[], None],
    ) -> None:
        self._gop = gop
        self._on_sent = on_sent
        self._on_close = on_close
        self._backlog = Backlog()
        self._timeline = Timeline()
        self._filled = asyncio.Event()
        self._closed = False
        self.joined = False

    @property
    def dropped_units(self) -> int:
        """Access units that this viewer missed because its line was slow."""
        return self._backlog.dropped

    def put(self, unit: AccessUnit) -> None:
        """Take a live unit from the hub; before the viewer has joined there is no use for it."""
        if self.joined and not self._closed:
            self._backlog.put(unit)
            self._filled.set()

    async def take(self) -> TimedUnit:
        """The next unit; waits for it. OutletClosedError once closed."""
        if not self.joined:
            self.joined = True
            self._backlog.join(self._gop())
        while not self._closed and not len(self._backlog):
            self._filled.clear()
            await self._filled.wait()
        if self._closed:
            raise OutletClosedError
        unit = self._backlog.take()
        self._on_sent(len(unit.payload))
        return TimedUnit(unit.payload, self._timeline.place_90k(unit))

    def close(self) -> None:
        """Give nothing out any more."""
        if not self._closed:
            self._closed = True
            self._filled.set()
            self._on_close()
