"""A session that a thread reads with FFmpeg's libraries, and how its pictures come to the event loop.

The thread demuxes; it decodes nothing. Pictures cross through a bounded queue: when the loop is behind,
the newest are dropped and the next one says so. One thread for each open session.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from threading import Event
from typing import Final

from lokus_ingest.adapters.pyav_sound import SoundQueue
from lokus_ingest.adapters.rtsp.failures import ended, timed_out
from lokus_ingest.application.ports import Hear
from lokus_ingest.domain.picture import Picture
from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import Reader

QUEUE_PICTURES: Final = 256
OPEN_SECONDS: Final = 15.0
"""For those who answer a little at a time: each step has a timeout of its own besides."""
_Described = tuple[Codec, bytes]


class PullThread:
    """The thread's side. `stop` may be set and `described` and `pictures` read from the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, hear: Hear | None) -> None:
        self._loop = loop
        self._lost = False
        self.stop = Event()
        self.wake = asyncio.Event()
        self.described: _Described | None = None
        self.pictures: deque[Picture] = deque()
        self.sounds = SoundQueue(hear) if hear is not None else None

    def describe(self, codec: Codec, parameter_sets: bytes) -> None:
        """Tell what will come."""
        self.described = (codec, parameter_sets)
        self._wake_loop()

    def lose(self) -> None:
        """Have the next picture say that something was lost before it."""
        self._lost = True

    def hand_over(self, payload: bytes, pts_90k: int | None) -> None:
        """Give a picture to the loop."""
        if len(self.pictures) >= QUEUE_PICTURES:
            self._lost = True
            return
        loop_waits = not self.pictures
        self.pictures.append(Picture(payload, pts_90k, after_loss=self._lost))
        self._lost = False
        if loop_waits:
            self._wake_loop()

    def _wake_loop(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.wake.set)


class ThreadedPull:
    """The event loop's side of a session."""

    lost_packets = None  # FFmpeg does not say
    reader: Final = Reader.PYAV

    def __init__(self, session: PullThread, thread: "asyncio.Future[None]", described: _Described) -> None:
        self._session = session
        self._thread = thread
        self.codec, self.described = described

    async def play(self, take: Callable[[Picture], None]) -> None:
        """Hand on what the thread has, in order; SourceFailure when there will be no more."""
        pictures, sounds = self._session.pictures, self._session.sounds
        while True:
            while pictures:
                picture = pictures.popleft()
                take(picture)
                if sounds is not None:
                    sounds.saw(picture.pts_90k)
            if sounds is not None:
                sounds.empty()
            await _progress(self._session, self._thread)


@asynccontextmanager
async def pulling(
    work: Callable[[PullThread], None], hear: Hear | None, interrupt: Callable[[], None] = lambda: None
) -> AsyncIterator[ThreadedPull]:
    """Have `work` pull in a thread for as long as the context lasts, and wait for its end.

    `work` returns when `stop` is set, or raises SourceFailure; `interrupt` frees it from its waits.
    """
    loop = asyncio.get_running_loop()
    session = PullThread(loop, hear)
    executor = ThreadPoolExecutor(1, thread_name_prefix="pull")
    thread = loop.run_in_executor(executor, work, session)
    thread.add_done_callback(_seen)
    thread.add_done_callback(lambda _: session.wake.set())
    executor.shutdown(wait=False)
    try:
        yield ThreadedPull(session, thread, await _described(session, thread))
    finally:
        session.stop.set()
        interrupt()
        await asyncio.wait({thread})


async def _described(session: PullThread, thread: "asyncio.Future[None]") -> _Described:
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            while session.described is None:
                await _progress(session, thread)
    except TimeoutError:
        raise timed_out() from None
    return session.described


async def _progress(session: PullThread, thread: "asyncio.Future[None]") -> None:
    """Wait until the thread has something new; raise what it ended with."""
    session.wake.clear()
    if thread.done():
        thread.result()
        raise ended()
    await session.wake.wait()


def _seen(thread: "asyncio.Future[None]") -> None:
    """Look at the end of a thread that nobody may wait for any more."""
    if not thread.cancelled():
        thread.exception()
