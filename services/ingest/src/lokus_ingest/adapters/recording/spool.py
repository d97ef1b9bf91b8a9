"""The spool: segments of all streams on the local disk, until the store has them.

Two threads write for all streams. Each process has a folder of its own below the spool, locked for as long
as it lives: `slot-0`, `slot-1`, ...; who comes next takes over what is in it.
"""

import asyncio
import fcntl
import logging
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Final, TypeVar

from lokus_ingest.adapters.recording.recovery import closed_in, mend, torn_in
from lokus_ingest.adapters.recording.segment_file import FACTS, SegmentFile, write_facts
from lokus_ingest.adapters.recording.waitlist import Waitlist
from lokus_ingest.application.recording.ports import Waiting
from lokus_ingest.domain.recording.ending import DISK, GOES_ON, Ending
from lokus_ingest.domain.recording.pieces import Piece
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.errors import Unavailable
from lokus_proto.v1.recording import SegmentClosed

log = logging.getLogger(__name__)

THREADS: Final = 2

R = TypeVar("R")


class DiskSpool:
    """The ports `Spool` and `Closed`. A stream's calls come one after another."""

    def __init__(self, folder: Path) -> None:
        self._root, self._lock = own_slot(folder)
        self._threads = ThreadPoolExecutor(THREADS, "spool")
        self._loop = asyncio.get_running_loop()
        self._open: dict[StreamKey, SegmentFile] = {}
        self._waitlist = Waitlist(closed_in(self._root))
        self._torn = deque(torn_in(self._root))
        self._unfiled: deque[tuple[Path, SegmentClosed]] = deque()
        self._filing = Lock()
        self._folders = Lock()  # made by one thread, removed by another
        self._closed = asyncio.Event()
        self._accepts = True

    async def add(self, key: StreamKey, piece: Piece, *, begins: bool) -> None:
        """Append a piece to the open segment of a stream, or begin the next with it."""
        if not self._accepts:
            await self.end(key, DISK)
            raise Unavailable("the disk is nearly full")

        def write() -> None:
            if begins:
                self._close(key, GOES_ON, piece)
                assert piece.head is not None  # noqa: S101 (a segment begins with a key frame)
                with self._folders:
                    self._open[key] = SegmentFile(self._root, piece.head, piece)
            self._open[key].add(piece)

        try:
            await self._do(write)
        except Unavailable:
            await self.end(key, DISK)
            raise

    def accept(self, accepts: bool) -> None:  # noqa: FBT001 (there is nothing else to say)
        """Whether it takes pieces from now on; what is closed may always leave."""
        self._accepts = accepts

    async def end(self, key: StreamKey, ending: Ending) -> None:
        """Close the open segment of a stream, if there is one."""
        await self._do(lambda: self._close(key, ending))

    async def waiting(self) -> list[Waiting]:
        """The oldest that wait for the store, in order; waits until there is one."""
        while True:
            refused = await self._catch_up()
            if found := await self._do(self._read_oldest):
                return found
            if refused is not None:
                raise refused
            self._closed.clear()
            await self._closed.wait()

    async def forget(self, waiting: Waiting) -> None:
        """It lies in the store and was told: the spool need not have it."""

        def remove() -> None:
            waiting.file.unlink(missing_ok=True)
            Path(f"{waiting.file}{FACTS}").unlink(missing_ok=True)
            with self._folders:
                _remove_empty(waiting.file.parent, self._root)

        await self._do(remove)
        self._waitlist.remove(waiting.file)

    def waiting_since(self) -> datetime | None:
        """When the oldest segment that waits for the store began; None if none does."""
        return self._waitlist.since()

    @property
    def waiting_count(self) -> int:
        """How many segments wait for the store."""
        return len(self._waitlist)

    def stop(self) -> None:
        """Give the folder up; what is in it waits for the next process."""
        self._threads.shutdown()
        os.close(self._lock)

    async def _catch_up(self) -> Unavailable | None:
        """Mend what a crash left, and file what a full disk did not take; why it does not now.

        What is whole goes up meanwhile, and so makes room.
        """
        try:
            while self._torn:
                if (mended := await self._do(lambda: mend(self._torn[0]))) is not None:
                    self._waitlist.add(mended)
                self._torn.popleft()
            await self._do(self._file)
        except Unavailable as error:
            return error
        return None

    def _close(self, key: StreamKey, ending: Ending, following: Piece | None = None) -> None:
        segment = self._open.pop(key, None)
        if segment is not None and following is not None and following.sounds:
            segment.give_rest(following)
        if segment is not None and (closed := segment.close(ending)) is not None:
            self._unfiled.append((segment.path, closed))
            self._file()

    def _file(self) -> None:
        """Write the facts of closed segments; a full disk may take them later, or the next start mends it."""
        with self._filing:
            while self._unfiled:
                segment, closed = self._unfiled[0]
                write_facts(segment, closed)
                self._unfiled.popleft()
                self._loop.call_soon_threadsafe(self._is_closed, segment)

    def _is_closed(self, segment: Path) -> None:
        self._waitlist.add(segment)
        self._closed.set()

    def _read_oldest(self) -> list[Waiting]:
        found: list[Waiting] = []
        for segment in self._waitlist.oldest():
            try:
                facts = SegmentClosed.model_validate_json(Path(f"{segment}{FACTS}").read_bytes())
            except FileNotFoundError:
                log.error("the spool's %s is gone, and was not stored", segment.name)
                self._loop.call_soon_threadsafe(self._waitlist.remove, segment)
            else:
                found.append(Waiting(segment.relative_to(self._root).parts[0], facts, segment))
        return found

    async def _do(self, work: Callable[[], R]) -> R:
        with translated():
            running = asyncio.get_running_loop().run_in_executor(self._threads, work)
            try:
                return await asyncio.shield(running)
            except asyncio.CancelledError:
                await asyncio.wait({running})  # what comes next for this stream must not overtake it
                raise


def own_slot(folder: Path) -> tuple[Path, int]:
    """The first folder below this one that no living process has, and the lock that makes it ours."""
    for number in count():
        slot = folder / f"slot-{number}"
        slot.mkdir(parents=True, exist_ok=True)
        lock = os.open(slot / "lock", os.O_RDWR | os.O_CREAT, 0o640)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return slot, lock
    raise AssertionError


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


@contextmanager
def translated() -> Iterator[None]:
    """What the disk refuses, and what cannot be written, is Unavailable."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise Unavailable(f"the spool: {error}") from error
