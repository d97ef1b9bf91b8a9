"""Which streams are to be pulled, and which are: wanted minus running, applied in one loop.

A changed source restarts that one stream and no other. A stream is started again only after its
earlier work has ended, for many cameras allow few sessions.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource, StreamSource


@dataclass(frozen=True, slots=True)
class Wanted:
    """How one stream is to be pulled; no `source`: not at all. `held`: the camera is there and has it."""

    source: StreamSource | None = None
    sealed_credentials: str | None = None
    held: bool = True


Work = Callable[[StreamKey, Wanted], Awaitable[None]]


class Fleet:
    """`run` is a task of the root; each stream is a task of its group."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._wanted: dict[StreamKey, Wanted] = {}
        self._applied: dict[StreamKey, Wanted] = {}
        self._running: dict[StreamKey, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._stopping = False

    def learn(self, tenant: str, camera: CameraSource) -> None:
        """Take over what the registry says of a camera; the newest stands."""
        sources = {source.name: source for source in camera.streams}
        pulled = camera.enabled and not camera.removed
        for name in StreamName:
            key, source = StreamKey(tenant, camera.id, name), sources.get(name)
            if source is not None and pulled:
                self._wanted[key] = Wanted(source, camera.sealed_credentials)
            elif source is not None or key in self._wanted:
                self._wanted[key] = Wanted(held=source is not None)
        self._changed.set()

    async def run(self) -> None:
        """Apply what was learned, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._changed.wait()
                self._changed.clear()
                self._apply(tasks)

    async def stop(self) -> None:
        """End all streams and start none."""
        self._stopping = True
        for task in self._running.values():
            task.cancel()
        while self._running:
            await asyncio.wait(tuple(self._running.values()))

    def _apply(self, tasks: asyncio.TaskGroup) -> None:
        for key, wanted in self._wanted.items():
            if self._stopping or self._applied.get(key) == wanted:
                continue
            running = self._running.get(key)
            if running is None:
                self._start(tasks, key, wanted)
            elif not running.cancelling():  # once: a second would cut short how it closes its session
                running.cancel()

    def _start(self, tasks: asyncio.TaskGroup, key: StreamKey, wanted: Wanted) -> None:
        def ended(_: asyncio.Task[None]) -> None:
            del self._running[key]
            self._changed.set()

        self._applied[key] = wanted
        self._running[key] = task = tasks.create_task(self._run(key, wanted), name=f"stream {key}")
        task.add_done_callback(ended)

    async def _run(self, key: StreamKey, wanted: Wanted) -> None:
        await self._work(key, wanted)
