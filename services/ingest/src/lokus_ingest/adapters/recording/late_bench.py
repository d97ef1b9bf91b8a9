"""Where late footage grows into segments: a folder of this process alone, emptied when it begins.

What a crash left is worth nothing, for the footage is brought in again from its beginning. A thread of its
own writes, so that live recording waits for none of it.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

from lokus_ingest.adapters.recording.segment_file import SegmentFile
from lokus_ingest.adapters.recording.spool import own_slot, translated
from lokus_ingest.application.recording.ports import Waiting
from lokus_ingest.domain.recording.ending import FOOTAGE, GOES_ON, Ending
from lokus_ingest.domain.recording.pieces import Piece
from lokus_kit.errors import Unavailable

R = TypeVar("R")


class LateFolder:
    """Makes the benches; `stop` gives the folder up."""

    def __init__(self, folder: Path) -> None:
        self._root, self._lock = own_slot(folder)
        self._thread = ThreadPoolExecutor(1, "late")
        for left in self._root.iterdir():
            if left.is_dir():
                shutil.rmtree(left)

    @asynccontextmanager
    async def bench(self) -> AsyncIterator["LateBench"]:
        """A bench for one piece of footage; `room` of it is for whatever else belongs to the footage."""
        bench = LateBench(Path(mkdtemp(dir=self._root)), self._thread)
        try:
            yield bench
        finally:
            await bench.clear()

    def stop(self) -> None:
        """The next process may have the folder."""
        self._thread.shutdown()
        os.close(self._lock)


class LateBench:
    """The port `Bench`."""

    def __init__(self, room: Path, thread: ThreadPoolExecutor) -> None:
        self.room = room
        self._thread = thread
        self._open: SegmentFile | None = None

    async def add(self, piece: Piece, *, begins: bool) -> Waiting | None:
        """Append a piece, or begin the next segment with it; the one that this closed, if it did."""

        def write() -> Waiting | None:
            closed = None
            if begins:
                assert piece.head is not None  # noqa: S101 (a segment begins with a key frame)
                goes_on = self._open is not None and self._open.head.run == piece.head.run
                closed = self._close(GOES_ON if goes_on else FOOTAGE)
                self._open = SegmentFile(self.room, piece.head, piece)
            assert self._open is not None  # noqa: S101 (the first piece begins a segment)
            self._open.add(piece)
            return closed

        return await self._do(write)

    async def end(self) -> Waiting | None:
        """Close the open segment, if there is one."""
        return await self._do(lambda: self._close(FOOTAGE))

    async def forget(self, waiting: Waiting) -> None:
        """It lies in the store and was told."""
        await self._do(waiting.file.unlink)

    async def clear(self) -> None:
        """Nothing of it is wanted any more."""
        with suppress(Unavailable):
            await self.end()
        await self._do(lambda: shutil.rmtree(self.room, ignore_errors=True))

    def _close(self, ending: Ending) -> Waiting | None:
        segment, self._open = self._open, None
        closed = None if segment is None else segment.close(ending)
        if segment is None or closed is None:
            return None
        return Waiting(segment.head.tenant, closed, self.room / closed.object)

    async def _do(self, work: Callable[[], R]) -> R:
        with translated():
            running = asyncio.get_running_loop().run_in_executor(self._thread, work)
            try:
                return await asyncio.shield(running)
            except asyncio.CancelledError:
                await asyncio.wait({running})  # before the folder goes
                raise
