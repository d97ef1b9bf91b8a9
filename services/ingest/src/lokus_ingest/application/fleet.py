"""Which streams are to be pulled here, and which are: wanted and ours minus running, applied in one loop.

A changed source restarts that one stream and no other. A stream is started again only after its
earlier work has ended, for many cameras allow few sessions. One that is no longer ours is handed over
before its work ends; should it be ours again by then, it goes on as if nothing had been.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from lokus_ingest.domain.heard import is_heard
from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource, OnvifSource, StreamSource


@dataclass(frozen=True, slots=True)
class Wanted:
    """How one stream is to be pulled; no `source`: not at all. `held`: the camera is there and has it."""

    source: StreamSource | None = None
    sealed_credentials: str | None = None
    held: bool = True
    onvif: OnvifSource | None = None
    tells_events: bool = False
    """Whether this stream, of those of its camera, has the device's events read."""
    sound: bool = False
    """Whether its sound is asked for."""


def _wanted(camera: CameraSource, source: StreamSource) -> Wanted:
    """How a stream is to be pulled; the first of the camera reads its device's events."""
    onvif = camera.onvif
    first = min(each.name for each in camera.streams) is source.name
    tells = onvif is not None and onvif.events and first
    sound = is_heard(camera, source.name)
    return Wanted(source, camera.sealed_credentials, onvif=onvif, tells_events=tells, sound=sound)


Work = Callable[[StreamKey, Wanted], Awaitable[None]]
Owns = Callable[[StreamKey], bool]
HandOver = Callable[[StreamKey], Awaitable[None]]


class Fleet:
    """`run` is a task of the root; each stream is a task of its group.

    `owns` says whether a stream is ours; `hand_over` returns when another worker delivers it, or when it
    is no use to wait longer.
    """

    def __init__(self, work: Work, owns: Owns, hand_over: HandOver) -> None:
        self._work = work
        self._owns = owns
        self._hand_over = hand_over
        self._wanted: dict[StreamKey, Wanted] = {}
        self._applied: dict[StreamKey, Wanted] = {}
        self._running: dict[StreamKey, asyncio.Task[None]] = {}
        self._leaving: dict[StreamKey, asyncio.Task[None]] = {}
        self._touched: dict[StreamKey, None] = {}
        self._changed = asyncio.Event()
        self._stopping = False

    def learn(self, tenant: str, camera: CameraSource) -> None:
        """Take over what the registry says of a camera; the newest stands."""
        sources = {source.name: source for source in camera.streams}
        pulled = camera.enabled and not camera.removed
        for name in StreamName:
            key, source = StreamKey(tenant, camera.id, name), sources.get(name)
            if source is not None and pulled:
                self._wanted[key] = _wanted(camera, source)
            elif source is not None or key in self._wanted:
                self._wanted[key] = Wanted(held=source is not None)
        self.reconsider(tenant, camera.id)

    def reconsider(self, tenant: str, camera: str) -> None:
        """Whether a camera is ours may have changed."""
        for name in StreamName:
            if (key := StreamKey(tenant, camera, name)) in self._wanted:
                self._touch(key)

    def begin_again(self, key: StreamKey) -> None:
        """Another worker took the stream over since we began: if it is ours, take it over anew."""
        running = self._running.get(key)
        if running is not None and self._owns(key) and not running.cancelling():
            self._applied.pop(key, None)
            self._touch(key)

    async def run(self) -> None:
        """Apply what was learned, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._changed.wait()
                self._changed.clear()
                touched, self._touched = self._touched, {}
                for key in touched:
                    self._apply(tasks, key)

    async def until_empty(self) -> None:
        """Wait until no stream is worked at."""
        while self._running:
            await asyncio.wait(tuple(self._running.values()))

    async def stop(self) -> None:
        """End all streams and start none."""
        self._stopping = True
        for task in (*self._leaving.values(), *self._running.values()):
            task.cancel()
        await self.until_empty()

    def _touch(self, key: StreamKey) -> None:
        self._touched[key] = None
        self._changed.set()

    def _apply(self, tasks: asyncio.TaskGroup, key: StreamKey) -> None:
        if self._stopping:
            return
        wanted, running = self._wanted[key], self._running.get(key)
        if not self._owns(key):
            self._let_go(tasks, key, running)
            return
        if (leaving := self._leaving.pop(key, None)) is not None:
            leaving.cancel()
        if self._applied.get(key) == wanted:
            return
        if running is None:
            self._start(tasks, key, wanted)
        elif not running.cancelling():  # once: a second would cut short how it closes its session
            running.cancel()

    def _let_go(self, tasks: asyncio.TaskGroup, key: StreamKey, running: asyncio.Task[None] | None) -> None:
        if running is None:
            self._applied.pop(key, None)
        elif key not in self._leaving and not running.cancelling():
            self._leaving[key] = tasks.create_task(self._leave(key, running), name=f"hand over {key}")

    async def _leave(self, key: StreamKey, running: asyncio.Task[None]) -> None:
        await self._hand_over(key)
        del self._leaving[key]
        self._applied.pop(key, None)
        running.cancel()

    def _start(self, tasks: asyncio.TaskGroup, key: StreamKey, wanted: Wanted) -> None:
        def ended(_: asyncio.Task[None]) -> None:
            del self._running[key]
            if (leaving := self._leaving.pop(key, None)) is not None:
                leaving.cancel()
            self._touch(key)

        self._applied[key] = wanted
        self._running[key] = task = tasks.create_task(self._run(key, wanted), name=f"stream {key}")
        task.add_done_callback(ended)

    async def _run(self, key: StreamKey, wanted: Wanted) -> None:
        await self._work(key, wanted)
