"""A viewer with a real WebRTC stack, that notes when each RTP packet came in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from av import VideoFrame

from lokus_kit.clock import SystemClock
from support.waiting import until

SDP = {"Content-Type": "application/sdp"}
_clock = SystemClock()


class Viewer:
    """One viewing session. Times are monotonic seconds; `posted_at` is when it asked."""

    def __init__(self, http: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._http = http
        self._headers = headers
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._tracks: list[MediaStreamTrack] = []
        self._connection.on("track", self._tracks.append)
        self.posted_at = 0.0
        self.location = ""
        self.etag = ""
        self.packet_times: list[float] = []
        self.response: httpx.Response

    async def offer(self, *kinds: str) -> str:
        """An SDP offer to receive these kinds of media."""
        for kind in kinds:
            self._connection.addTransceiver(kind, direction="recvonly")
        await self._connection.setLocalDescription(await self._connection.createOffer())
        return self._connection.localDescription.sdp

    async def open(self, camera: str, *kinds: str) -> httpx.Response:
        """Ask to watch; the reply, whatever it is."""
        sdp = await self.offer(*(kinds or ("video",)))
        self.posted_at = _clock.monotonic_seconds()
        url = f"/v1/cameras/{camera}/whep"
        self.response = await self._http.post(url, content=sdp, headers=self._headers | SDP)
        if self.response.status_code == 201:
            self.location = self.response.headers["Location"]
            self.etag = self.response.headers["ETag"]
            self._note_packets()
            answer = RTCSessionDescription(sdp=self.response.text, type="answer")
            await self._connection.setRemoteDescription(answer)
        return self.response

    async def frame(self, limit_seconds: float = 10.0) -> VideoFrame:
        """The next decoded picture; MediaStreamError once it is over."""
        [track] = [each for each in self._tracks if each.kind == "video"]
        async with asyncio.timeout(limit_seconds):
            frame = await track.recv()
        assert isinstance(frame, VideoFrame)
        return frame

    async def until_told(self, limit_seconds: float = 10.0) -> None:
        """Return when the gateway has told this viewer that it is over."""

        async def told() -> bool:
            return self._connection.connectionState in {"closed", "failed"}

        await until(told, "word that it is over", limit_seconds, poll_seconds=0.005)

    async def close(self) -> None:
        """Leave without a word to the gateway."""
        await self._connection.close()

    def _note_packets(self) -> None:
        [receiver] = [each.receiver for each in self._connection.getTransceivers() if each.kind == "video"]
        inner = receiver._handle_rtp_packet

        async def noting(packet: Any, arrival_time_ms: int) -> None:
            self.packet_times.append(_clock.monotonic_seconds())
            await inner(packet, arrival_time_ms)

        receiver._handle_rtp_packet = noting  # type: ignore[method-assign]


@asynccontextmanager
async def viewing(http: httpx.AsyncClient, headers: dict[str, str], camera: str) -> AsyncIterator[Viewer]:
    """A viewer that watches: its first picture is decoded when the block begins."""
    viewer = Viewer(http, headers)
    try:
        response = await viewer.open(camera)
        assert response.status_code == 201, response.text
        await viewer.frame()
        yield viewer
    finally:
        await viewer.close()
