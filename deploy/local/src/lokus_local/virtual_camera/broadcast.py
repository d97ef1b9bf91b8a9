"""One source played live to any number of listeners.

The `run` task paces the source by the clock, has each unit made in one worker thread, cuts it into
payloads there too, and hands the same `LiveUnit` to every listener. While nobody listens nothing
is made. Live time (`time_90k`) runs with the clock from when the broadcast was made; between two
units it advances as the source's time does, and when the source was idle or fell behind it jumps
forward to the clock, so it never lags for long and never falls.
A listener joins with the next unit, in mid-GOP, as at a real camera.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from lokus_kit.clock import Clock
from lokus_local.virtual_camera.bitstream import TICKS_PER_SECOND, StreamDescription
from lokus_local.virtual_camera.payload import payloads_of
from lokus_local.virtual_camera.picture_source import PictureSource

_GREATEST_LAG_90K = TICKS_PER_SECOND // 2


@dataclass(frozen=True, slots=True)
class LiveUnit:
    """One access unit as RTP payloads, shared by all listeners."""

    payloads: tuple[bytes, ...]
    time_90k: int
    key_frame: bool


class Listener(Protocol):
    """One who takes live units, without delay and without failing."""

    def deliver(self, unit: LiveUnit) -> None:
        """Take one unit."""
        ...


class Broadcast:
    """The live programme of one process; `run` must be a task while listeners come and go."""

    def __init__(self, source: PictureSource, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self._began_seconds = clock.monotonic_seconds()
        self._next_90k = 0
        self._making = False
        self._listeners: list[Listener] = []
        self._wanted = asyncio.Event()

    @property
    def description(self) -> StreamDescription:
        """What a reader is told before the first picture."""
        return self._source.description

    def now_90k(self) -> int:
        """Return the live time of this moment."""
        return round((self._clock.monotonic_seconds() - self._began_seconds) * TICKS_PER_SECOND)

    def subscribe(self, listener: Listener) -> int:
        """Let `listener` have every unit from the next one on; return that one's live time."""
        # A unit that is being made already has its time, and is the next one.
        if not self._listeners and not self._making:
            self._catch_up(tolerance_90k=0)
        self._listeners.append(listener)
        self._wanted.set()
        return self._next_90k

    def unsubscribe(self, listener: Listener) -> None:
        """Stop delivering to `listener`; nothing happens when it does not listen."""
        if listener in self._listeners:
            self._listeners.remove(listener)
        if not self._listeners:
            self._wanted.clear()

    async def run(self) -> None:
        """Play until cancelled."""
        with ThreadPoolExecutor(1, thread_name_prefix="picture-source") as worker:
            while True:
                await self._wanted.wait()
                early_90k = self._next_90k - self.now_90k()
                if early_90k > 0:
                    await self._clock.sleep(early_90k / TICKS_PER_SECOND)
                    continue
                await self._play_one(worker)

    async def _play_one(self, worker: ThreadPoolExecutor) -> None:
        due_90k = self._source.due_90k
        self._making = True
        unit = await asyncio.get_running_loop().run_in_executor(worker, self._make_unit, self._next_90k)
        self._making = False
        for listener in tuple(self._listeners):
            listener.deliver(unit)
        self._next_90k += self._source.due_90k - due_90k
        self._catch_up(tolerance_90k=_GREATEST_LAG_90K)

    def _make_unit(self, time_90k: int) -> LiveUnit:
        """Run in the worker thread."""
        unit = self._source.produce()
        payloads = payloads_of(unit, self._source.description.codec)
        return LiveUnit(payloads, time_90k, unit.key_frame)

    def _catch_up(self, tolerance_90k: int) -> None:
        now_90k = self.now_90k()
        if now_90k - self._next_90k > tolerance_90k:
            self._next_90k = now_90k
