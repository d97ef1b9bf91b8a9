"""The fleet: the watches that run are brought in line with those that are wanted, in one loop.

One task of the root owns it and, through its TaskGroup, the task of every camera. A camera whose
record changed what is watched of it is started anew; one that is wanted no longer is stopped and
has ended its events before anything else happens to it.
"""

import asyncio
from collections.abc import Awaitable, Callable

from lokus_analytics.application.tally import Tally
from lokus_analytics.domain.watched import WatchedCamera

Key = tuple[str, str]


class Fleet:
    """All cameras of all tenants; `watch` runs one of them until it is cancelled."""

    def __init__(self, watch: Callable[[WatchedCamera], Awaitable[None]], tally: Tally) -> None:
        self._watch = watch
        self._tally = tally
        self._wanted: dict[Key, WatchedCamera] = {}
        self._running: dict[WatchedCamera, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._stopping = False
        self._stopped = asyncio.Event()

    def learn(self, tenant: str, camera: str, wanted: WatchedCamera | None) -> None:
        """Remember what is wanted of a camera from now on."""
        if wanted is None:
            self._wanted.pop((tenant, camera), None)
        else:
            self._wanted[tenant, camera] = wanted
        self._changed.set()

    async def run(self) -> None:
        """Keep the fleet in line, for ever."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._changed.wait()
                self._changed.clear()
                wanted = set() if self._stopping else set(self._wanted.values())
                await self._stop(set(self._running) - wanted)
                for camera in wanted - set(self._running):
                    self._running[camera] = tasks.create_task(
                        self._run_one(camera), name=f"camera {camera.id}"
                    )
                self._tally.cameras = len(self._running)
                if self._stopping:
                    self._stopped.set()

    async def stop(self) -> None:
        """Stop every watch and start none again; returns when all have ended their events."""
        self._stopping = True
        self._changed.set()
        await self._stopped.wait()

    async def _stop(self, cameras: set[WatchedCamera]) -> None:
        tasks = [self._running.pop(camera) for camera in cameras]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _run_one(self, camera: WatchedCamera) -> None:
        await self._watch(camera)
