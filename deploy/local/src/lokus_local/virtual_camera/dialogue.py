"""What the camera answers: RTSP methods (RFC 2326 section 10) to responses.

One `Dialogue` belongs to one connection and is called for each request in turn. It decides in this
order: do we know the method, do we meet its demands, may this reader ask, is there such a camera,
then the method itself. No I/O of its own: packets flow through the session's delivery.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from lokus_kit.clock import Clock
from lokus_local.virtual_camera.authentication import Gatekeeper
from lokus_local.virtual_camera.broadcast import Broadcast
from lokus_local.virtual_camera.delivery import Delivery, InterleavedDelivery, UdpDelivery
from lokus_local.virtual_camera.playback import Playback
from lokus_local.virtual_camera.rtp import is_receiver_report
from lokus_local.virtual_camera.rtsp_message import Request, Response
from lokus_local.virtual_camera.sdp import TRACK, describe
from lokus_local.virtual_camera.session import Session, SessionTable
from lokus_local.virtual_camera.transport_header import TransportOffer, UdpOffer, choose_transport

_TARGET = re.compile(rf"/(\d{{1,6}})(?:/({TRACK})?)?")
_METHODS_OF_OTHERS = ("ANNOUNCE", "RECORD", "REDIRECT")


@dataclass(frozen=True, slots=True)
class Cameras:
    """What every connection of a server shares."""

    count: int
    broadcast: Broadcast
    sessions: SessionTable
    gatekeeper: Gatekeeper
    clock: Clock


@dataclass(slots=True)
class Reader:
    """The other end of one connection; `channels` says which interleaved session hears where."""

    connection: asyncio.WriteTransport
    local: tuple[Any, ...]
    remote: tuple[Any, ...]
    channels: dict[int, Session] = field(default_factory=dict)

    def forget(self, session: Session) -> None:
        """Free the channels of a session."""
        self.channels = {channel: owner for channel, owner in self.channels.items() if owner is not session}


class Dialogue:
    """Answers the requests of one connection."""

    def __init__(self, cameras: Cameras, reader: Reader) -> None:
        self._cameras = cameras
        self._reader = reader
        self._answers: dict[str, Callable[[Request, int], Response]] = {
            "OPTIONS": self._options,
            "DESCRIBE": self._describe,
            "SETUP": self._set_up,
            "PLAY": self._play,
            "PAUSE": self._pause,
            "TEARDOWN": self._tear_down,
            "GET_PARAMETER": self._parameter,
            "SET_PARAMETER": self._parameter,
        }

    def answer(self, request: Request) -> Response:
        """Serve one request."""
        refusal = self._refuse(request)
        if refusal is not None:
            return refusal
        if request.method == "OPTIONS":
            return self._options(request, 0)
        camera = self._camera_of(request.uri)
        return Response(404) if camera is None else self._answers[request.method](request, camera)

    def _refuse(self, request: Request) -> Response | None:
        if request.method in _METHODS_OF_OTHERS:
            return Response(405, {"Allow": ", ".join(self._answers)})
        if request.method not in self._answers:
            return Response(501)
        if "require" in request.headers:
            return Response(551, {"Unsupported": request.headers["require"]})
        if request.method == "OPTIONS":
            return None
        verdict = self._cameras.gatekeeper.judge(
            request.method,
            request.headers.get("authorization"),
            self._cameras.clock.monotonic_seconds(),
        )
        return None if verdict.allowed else Response(401, {"WWW-Authenticate": verdict.challenge})

    def _camera_of(self, uri: str) -> int | None:
        try:
            path = urlsplit(uri).path
        except ValueError:  # such as a broken IPv6 address
            return None
        match = _TARGET.fullmatch(path)
        camera = int(match[1]) if match else self._cameras.count
        return camera if camera < self._cameras.count else None

    def _options(self, request: Request, _: int) -> Response:
        self._session_of(request)
        return Response(200, {"Public": ", ".join(self._answers)})

    def _describe(self, request: Request, camera: int) -> Response:
        accept = request.headers.get("accept", "application/sdp")
        if not any(kind in accept for kind in ("application/sdp", "application/*", "*/*")):
            return Response(406)
        address = ip_address(self._reader.local[0].partition("%")[0])
        if isinstance(address, IPv6Address):
            address = address.ipv4_mapped or address
        sdp = describe(self._cameras.broadcast.description, f"Lokus camera {camera}", address, 1)
        base = f"{_camera_uri(request.uri, camera)}/"
        return Response(200, {"Content-Type": "application/sdp", "Content-Base": base}, sdp)

    def _set_up(self, request: Request, camera: int) -> Response:
        offer = choose_transport(request.headers.get("transport", ""))
        if offer is None:
            return Response(461)
        if "session" in request.headers:
            # One track, one set-up: a session in being has nothing left to set up.
            return Response(455 if self._session_of(request) else 454)
        if self._cameras.sessions.full:
            return Response(453)
        return self._open_session(camera, offer)

    def _open_session(self, camera: int, offer: TransportOffer) -> Response:
        try:
            delivery = self._make_delivery(offer)
        except OSError:  # no ports, file descriptors or channels left
            return Response(453)
        cameras = self._cameras
        playback = Playback(cameras.broadcast, delivery, cameras.clock)
        session = cameras.sessions.open(camera, self._reader.remote[0], delivery, playback)
        if isinstance(delivery, UdpDelivery):
            delivery.on_control = lambda packet: self._hear(session, packet)
        if isinstance(delivery, InterleavedDelivery):
            self._reader.channels |= dict.fromkeys(delivery.channels, session)
        transport = f"{delivery.transport_header};ssrc={playback.ssrc:08X}"
        return Response(200, {"Transport": transport, "Session": self._session_header(session)})

    def _make_delivery(self, offer: TransportOffer) -> Delivery:
        reader = self._reader
        if isinstance(offer, UdpOffer):
            return UdpDelivery(reader.local, reader.remote, offer.client_ports)
        channels = offer.channels
        if channels is None or reader.channels.keys() & set(channels):
            channels = _free_channels(reader)
        return InterleavedDelivery(reader.connection, channels)

    def _hear(self, session: Session, packet: bytes) -> None:
        if is_receiver_report(packet):
            self._cameras.sessions.touch(session)

    def hear(self, channel: int, packet: bytes) -> None:
        """Take an interleaved packet of the reader: an RTCP report is a sign of life."""
        session = self._reader.channels.get(channel)
        if session is not None:
            self._hear(session, packet)

    def _play(self, request: Request, camera: int) -> Response:
        session = self._session_of(request)
        if session is None or session.camera != camera:
            return Response(454)
        if session.playback.playing:
            return Response(200, {"Session": self._session_header(session)})
        sequence, timestamp = session.playback.start()
        track = f"{_camera_uri(request.uri, camera)}/{TRACK}"
        headers = {
            "Session": self._session_header(session),
            "Range": "npt=now-",
            "RTP-Info": f"url={track};seq={sequence};rtptime={timestamp}",
        }
        return Response(200, headers)

    def _pause(self, request: Request, camera: int) -> Response:
        session = self._session_of(request)
        if session is None or session.camera != camera:
            return Response(454)
        session.playback.pause()
        return Response(200, {"Session": self._session_header(session)})

    def _tear_down(self, request: Request, _: int) -> Response:
        session = self._session_of(request)
        if session is None:
            return Response(454)
        self._close(session, "torn down")
        return Response(200)

    def _parameter(self, request: Request, _: int) -> Response:
        """Serve as a keepalive (RFC 2326 section 10.8); a camera has no parameters of its own."""
        session = self._session_of(request)
        if session is None and "session" in request.headers:
            return Response(454)
        if request.body:
            return Response(451)
        return Response(200, {"Session": self._session_header(session)} if session else {})

    def leave(self) -> None:
        """End what lived in this connection; sessions over UDP go on until their time is up."""
        for session in set(self._reader.channels.values()):
            self._close(session, "the connection ended")

    def _close(self, session: Session, reason: str) -> None:
        self._cameras.sessions.close(session, reason)
        self._reader.forget(session)

    def _session_of(self, request: Request) -> Session | None:
        session_id = request.headers.get("session", "").partition(";")[0].strip()
        return self._cameras.sessions.find(session_id, self._reader.remote[0])

    def _session_header(self, session: Session) -> str:
        return f"{session.id};timeout={self._cameras.sessions.timeout_seconds}"


def _free_channels(reader: Reader) -> tuple[int, int]:
    """Find a pair of channels that no session of the connection uses. Raises OSError if none is."""
    for channel in range(0, 256, 2):
        if not reader.channels.keys() & {channel, channel + 1}:
            return channel, channel + 1
    raise OSError("every interleaved channel of the connection is in use")


def _camera_uri(uri: str, camera: int) -> str:
    """The aggregate control URL: the reader's own words for scheme and host, never its password."""
    parts = urlsplit(uri)
    host = parts.netloc.rpartition("@")[2]
    return f"rtsp://{host}/{camera}" if host else f"/{camera}"
