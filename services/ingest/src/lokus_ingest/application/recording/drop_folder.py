"""Stores what somebody lays into a folder, as if it had been sent over HTTP.

A file is taken once it has not changed for a while, and moved away when it is stored or refused; beside what
was refused lies a text that says why. Its id is that of the same file sent over HTTP, and its state is told
likewise. What cannot be stored now (the camera is not known yet, the store is away) stays and is tried again.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from lokus_ingest.application.recording.late_intake import LateIntake, Room
from lokus_ingest.application.recording.late_states import late_state, refused_state
from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.domain.recording.dropped import Dropped, read_name
from lokus_ingest.domain.recording.late import LateResult
from lokus_ingest.domain.recording.refusal import FootageRefused
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_proto.v1.late_footage import LateFile, LateFootageOrder, LateFootageState, LatePhase, footage_id
from lokus_proto.v1.recording import LateOrigin

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 5.0
BY: Final = "drop folder"
_AGAIN: Final = Backoff(first_seconds=2.0, cap_seconds=30.0)


@dataclass(frozen=True, slots=True)
class Held:
    """A file that nobody else takes meanwhile."""

    path: Path
    size_bytes: int
    sha256: str
    laid_down_at: datetime


class Folder(Protocol):
    """The drop folder. Whatever it cannot do is Unavailable."""

    async def settled(self) -> list[str]:
        """The files that have not changed for a while, as paths below the folder."""
        ...

    def hold(self, path: str) -> AbstractAsyncContextManager[Held | None]:
        """Have a file to oneself; None if another process has it."""
        ...

    async def taken(self, path: str) -> None:
        """It is stored."""
        ...

    async def refused(self, path: str, why: str) -> None:
        """It is not, and would not be."""
        ...


class States(Protocol):
    """Whoever tells how far footage is."""

    async def tell(self, tenant: str, state: LateFootageState, after_seq: int | None) -> int:
        """Have it kept; Unavailable if nobody says that it is."""
        ...


class DropFolder:
    """`run` is a task of the root."""

    def __init__(
        self,
        folder: Folder,
        intake: LateIntake,
        policies: Policies,
        states: States,
        bench: Callable[[], AbstractAsyncContextManager[Room]],
        clock: Clock,
    ) -> None:
        self._folder = folder
        self._intake = intake
        self._policies = policies
        self._states = states
        self._bench = bench
        self._clock = clock

    async def run(self) -> None:
        """Take what comes until cancelled."""
        await keep_running(
            "drop folder", self._run_once, retry_on=(Unavailable,), clock=self._clock, backoff=_AGAIN
        )

    async def _run_once(self) -> None:
        while True:
            for path in await self._folder.settled():
                await self._take(path)
            await self._clock.sleep(LOOK_SECONDS)

    async def _take(self, path: str) -> None:
        try:
            dropped = read_name(path)
        except ValueError as error:
            await self._folder.refused(path, str(error))
            return
        async with self._folder.hold(path) as held:
            if held is None:
                return
            try:
                result = await self._stored(dropped, held)
            except FootageRefused as refused:
                log.warning("%s in the drop folder is refused: %s", path, refused.detail)
                await self._folder.refused(path, refused.detail)
            except Unavailable as error:
                log.warning("%s in the drop folder waits: %s", path, error)
            else:
                log.info("%s in the drop folder is stored in %d segments", path, result.segments)
                await self._folder.taken(path)

    async def _stored(self, dropped: Dropped, held: Held) -> LateResult:
        """LateIntake's promise, told on the bus as it goes."""
        order = self._order(dropped, held)
        footage = self._intake.footage(dropped.tenant, order)
        assert order.file is not None  # noqa: S101 (it was made so)
        try:
            async with self._bench() as bench:
                result = await self._intake.store(footage, order.file, held.path, bench, lambda *_: None)
        except FootageRefused as refused:
            await self._tell(dropped.tenant, refused_state(order, self._clock.now(), refused))
            raise
        await self._tell(dropped.tenant, late_state(order, LatePhase.STORED, self._clock.now(), 100, result))
        return result

    def _order(self, dropped: Dropped, held: Held) -> LateFootageOrder:
        stream = self._policies.recorded(dropped.tenant, dropped.camera)
        if stream is None:
            raise Unavailable(f"camera {dropped.camera} of {dropped.tenant} is not known here")
        footage = footage_id(dropped.tenant, dropped.camera, stream, held.sha256, dropped.starts_at)
        origin = LateOrigin(footage=footage, by=BY, received_at=held.laid_down_at, sha256=held.sha256)
        file = LateFile(
            name=dropped.name[-200:],
            size_bytes=max(1, held.size_bytes),
            parts=1,
            starts_at=dropped.starts_at,
        )
        return LateFootageOrder(
            footage=footage, camera=dropped.camera, stream=stream, origin=origin, file=file
        )

    async def _tell(self, tenant: str, state: LateFootageState) -> None:
        await self._states.tell(tenant, state, None)
