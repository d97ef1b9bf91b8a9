"""Cameras through PyAV (FFmpeg's RTSP client), over UDP and TLS above all: one thread per open session.

The thread opens the session and demuxes; it decodes nothing. Pictures cross to the event loop
through a bounded queue: when the loop is behind, the newest are dropped and the next one says so.
FFmpeg cannot be interrupted from outside: a session that is left ends with its next picture, or
with its timeout. Its timeouts are seen to fire at up to twice their value, so they are halved here.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from fractions import Fraction
from threading import Event
from typing import Final

import av
from av import error as av_error
from av.container import InputContainer
from av.video.stream import VideoStream

from lokus_ingest.adapters import redirect_guard
from lokus_ingest.adapters.pyav_failures import ended, translate
from lokus_ingest.adapters.pyav_sound import SoundQueue
from lokus_ingest.application.ports import Hear
from lokus_ingest.domain.address import Address, Carrier
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.picture import Picture
from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import Reader, ReasonKind

TIMEOUT_SECONDS: Final = 2.2
QUEUE_PICTURES: Final = 256
_CLOCK_HZ: Final = 90_000
_CODECS: Final = {"h264": Codec.H264, "hevc": Codec.H265}
_OPTIONS: Final = {
    "timeout": str(round(TIMEOUT_SECONDS * 1_000_000)),
    "probesize": "32",  # start at once: what probing would find is read from the access units
    "analyzeduration": "1",
    "fpsprobesize": "0",
}


class PyAvSource:
    """Opens RTSP sessions."""

    def __init__(self) -> None:
        redirect_guard.listen()

    @asynccontextmanager
    async def open(
        self, address: Address, carrier: Carrier, hear: Hear | None = None
    ) -> AsyncIterator["PyAvPull"]:
        """A session for as long as the context lasts; leaving waits until the camera was told."""
        loop = asyncio.get_running_loop()
        session = _Session(address.connect_url(), carrier, loop, hear)
        executor = ThreadPoolExecutor(1, thread_name_prefix="pull")
        thread = loop.run_in_executor(executor, session.run)
        thread.add_done_callback(_seen)
        thread.add_done_callback(lambda _: session.wake.set())
        executor.shutdown(wait=False)
        try:
            yield await PyAvPull.described_by(session, thread)
        finally:
            session.stop.set()
            await asyncio.wait({thread})


class PyAvPull:
    """The event loop's side of a session."""

    lost_packets = None  # FFmpeg does not say
    reader: Final = Reader.PYAV

    def __init__(self, session: "_Session", thread: "asyncio.Future[None]", described: "_Described") -> None:
        self._session = session
        self._thread = thread
        self.codec, self.described = described

    @classmethod
    async def described_by(cls, session: "_Session", thread: "asyncio.Future[None]") -> "PyAvPull":
        """Wait until the camera has described its video; SourceFailure if it does not."""
        while session.described is None:
            await _progress(session, thread)
        return cls(session, thread, session.described)

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


_Described = tuple[Codec, bytes]


async def _progress(session: "_Session", thread: "asyncio.Future[None]") -> None:
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


class _Session:
    """The thread's side. `stop` may be set and `described` and `pictures` read from the event loop."""

    def __init__(
        self, url: str, carrier: Carrier, loop: asyncio.AbstractEventLoop, hear: Hear | None
    ) -> None:
        self._url = url
        # Sound only if it is wanted: as soon as there is any, sender reports move the pictures' times.
        media = "video" if hear is None else "video+audio"
        self._options = {**_OPTIONS, "rtsp_transport": carrier.value, "allowed_media_types": media}
        self._loop = loop
        self._lost = False
        self._playing = False
        self._progress_seconds = time.monotonic()
        self.stop = Event()
        self.wake = asyncio.Event()
        self.described: _Described | None = None
        self.pictures: deque[Picture] = deque()
        self.sounds = SoundQueue(hear) if hear is not None else None

    def run(self) -> None:
        """Pull until told to stop; SourceFailure says why it ended before."""
        with redirect_guard.watching(TIMEOUT_SECONDS) as watch:
            try:
                self._pull(watch)
            except SourceFailure as failure:
                raise watch.failure() or failure from None

    def _pull(self, watch: redirect_guard.Watch) -> None:
        try:
            with av.open(
                self._url,
                format="rtsp",
                options=self._options,
                timeout=(TIMEOUT_SECONDS, TIMEOUT_SECONDS),
            ) as container:
                self._demux(container, watch)
        except av_error.FFmpegError as error:
            waited_seconds = time.monotonic() - self._progress_seconds
            timed_out = waited_seconds >= 0.9 * TIMEOUT_SECONDS
            raise translate(error, playing=self._playing, timed_out=timed_out) from None

    def _demux(self, container: InputContainer, watch: redirect_guard.Watch) -> None:
        stream = self._video(container)
        audio = self.sounds.choose(container) if self.sounds is not None else ()
        for packet in container.demux(stream, *audio):
            if self.stop.is_set():
                return
            if self.sounds is not None and packet.stream is not stream:
                self.sounds.put(packet)
                continue
            self._progress_seconds = time.monotonic()
            if watch.take_missed():  # of the end of this picture, or of the beginning of the next
                self._lost = True
            elif packet.size:
                self._playing = True
                self._hand_over(bytes(packet), _in_90k(packet.pts, packet.time_base))

    def _video(self, container: InputContainer) -> VideoStream:
        if not container.streams.video:
            raise SourceFailure(
                ReasonKind.NO_VIDEO, "the camera offers no video at this path: choose a stream with video"
            )
        stream = container.streams.video[0]
        codec = _CODECS.get(stream.codec.name)
        if codec is None:
            raise SourceFailure(
                ReasonKind.CODEC,
                f"the camera sends {stream.codec.name}: set its video encoding to H.264 or H.265",
            )
        self.described = (codec, stream.codec_context.extradata or b"")
        self._wake_loop()
        return stream

    def _hand_over(self, payload: bytes, pts_90k: int | None) -> None:
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


def _in_90k(pts: int | None, time_base: Fraction) -> int | None:
    return None if pts is None else round(pts * time_base * _CLOCK_HZ)
