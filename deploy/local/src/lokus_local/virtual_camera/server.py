"""The virtual camera server as a whole: what it is made of, and how long each part lives.

`serving` is the one place that builds things. Its task group owns all tasks: the broadcast, the
housekeeping, and one task for each connection; leaving the context ends them, after every reader
has been told with an RTCP BYE.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from threading import Event

from lokus_kit.clock import Clock
from lokus_local.virtual_camera.authentication import NOBODY, AuthScheme, Credentials, Gatekeeper
from lokus_local.virtual_camera.bitstream import Codec
from lokus_local.virtual_camera.broadcast import Broadcast
from lokus_local.virtual_camera.clip import AS_IT_IS, FormatWishes, load_clip
from lokus_local.virtual_camera.connection import Connection
from lokus_local.virtual_camera.dialogue import Cameras
from lokus_local.virtual_camera.encoding import DEFAULT_GOP_SECONDS, PictureFormat, fitting_bitrate
from lokus_local.virtual_camera.listening import listen
from lokus_local.virtual_camera.picture_source import ClipSource, PictureSource, SceneSource
from lokus_local.virtual_camera.session import SessionTable

_HOUSEKEEPING_EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """Everything that a virtual camera can be told; no `hosts` means both loopbacks."""

    port: int = 0
    hosts: tuple[str, ...] = ()
    count: int = 1
    clip: Path | None = None
    scheme: AuthScheme = AuthScheme.NONE
    credentials: Credentials = NOBODY
    wishes: FormatWishes = AS_IT_IS
    night: bool = False
    session_timeout_seconds: int = 60


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that is ready: where it listens, and who is being played to."""

    host: str
    port: int
    sessions: SessionTable

    def url(self, camera: int = 0) -> str:
        """The address of one camera, without credentials."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"rtsp://{host}:{self.port}/{camera}"


@asynccontextmanager
async def serving(settings: CameraSettings, clock: Clock) -> AsyncIterator[Serving]:
    """Serve while the context lasts. Raises StartError when it cannot begin."""
    listeners = listen(settings.hosts, settings.port)
    try:
        source = await _open_source(settings, clock)
        broadcast = Broadcast(source, clock)
        sessions = SessionTable(clock, settings.session_timeout_seconds)
        gatekeeper = Gatekeeper(settings.scheme, settings.credentials)
        cameras = Cameras(settings.count, broadcast, sessions, gatekeeper, clock)
        async with asyncio.TaskGroup() as group, _accepting(listeners, cameras, group) as tasks:
            tasks.add(group.create_task(broadcast.run(), name="broadcast"))
            tasks.add(group.create_task(_keep_house(sessions, clock), name="housekeeping"))
            host, port = listeners[0].getsockname()[:2]
            yield Serving(host, port, sessions)
    finally:
        for listener in listeners:
            listener.close()


@asynccontextmanager
async def _accepting(
    listeners: Sequence[socket.socket], cameras: Cameras, group: asyncio.TaskGroup
) -> AsyncIterator[set[asyncio.Task[None]]]:
    """Accept connections, each served by a task of the group; at the end, stop all of `tasks`."""
    tasks: set[asyncio.Task[None]] = set()

    def accept(incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
        if outgoing.get_extra_info("peername") is None:  # gone before we got to it
            outgoing.close()
            return
        connection = Connection(cameras, incoming, outgoing)
        task = group.create_task(connection.serve(), name="connection")
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    servers = [await asyncio.start_server(accept, sock=listener) for listener in listeners]
    try:
        yield tasks
    finally:
        for server in servers:
            server.close()
        cameras.sessions.close_all("the camera is switched off")
        for task in tuple(tasks):
            task.cancel()


async def _keep_house(sessions: SessionTable, clock: Clock) -> None:
    while True:
        await clock.sleep(_HOUSEKEEPING_EVERY_SECONDS)
        sessions.expire()


async def _open_source(settings: CameraSettings, clock: Clock) -> PictureSource:
    """Load the clip or paint the scene, off the event loop; when cancelled, loading stops soon."""
    if settings.clip is None:
        wanted = _scene_format(settings.wishes)
        return await asyncio.to_thread(SceneSource, wanted, clock, always_night=settings.night)
    cancelled = Event()
    try:
        clip = await asyncio.to_thread(load_clip, settings.clip, settings.wishes, cancelled)
    finally:
        cancelled.set()
    return ClipSource(clip)


def _scene_format(wishes: FormatWishes) -> PictureFormat:
    width, height = wishes.size or (1280, 720)
    rate = wishes.frames_per_second or Fraction(15)
    return PictureFormat(
        codec=wishes.codec or Codec.H264,
        width=width,
        height=height,
        frames_per_second=rate,
        gop_seconds=wishes.gop_seconds or DEFAULT_GOP_SECONDS,
        bitrate=wishes.bitrate or fitting_bitrate(width, height, rate),
    )
