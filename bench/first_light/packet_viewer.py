"""A WebRTC peer in this process that only notes when RTP packets come; it decodes nothing.

It never hangs up by itself, so what stops the packets is the gateway. Runs on the event loop.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpReceiver, RTCSessionDescription
from aiortc.rtp import RtpPacket

from lokus_kit.clock import SystemClock
from support.waiting import until

_SILENCE_SECONDS = 1.5
_POLL_SECONDS = 0.02
_clock = SystemClock()


class PacketViewer:
    """One viewing session; `last_packet_at` is of the monotonic clock, in seconds."""

    def __init__(self) -> None:
        self.packets = 0
        self.last_packet_at = 0.0

    @classmethod
    @asynccontextmanager
    async def watching(cls, url: str, token: str, camera: str) -> AsyncIterator["PacketViewer"]:
        """Watch a camera until the end of the block."""
        viewer = cls()
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        try:
            receiver = connection.addTransceiver("video", direction="recvonly").receiver
            viewer._listen(receiver)
            await connection.setLocalDescription(await connection.createOffer())
            answer = await _post(url, token, camera, connection.localDescription.sdp)
            await connection.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
            yield viewer
        finally:
            await connection.close()

    async def until_packets(self, count: int) -> None:
        """Wait until so many packets have come."""

        async def enough() -> bool:
            return self.packets >= count

        await until(enough, f"{count} packets", poll_seconds=_POLL_SECONDS)

    async def until_silent(self) -> None:
        """Wait until no packet has come for a while."""
        begun = _clock.monotonic_seconds()

        async def silent() -> bool:
            return _clock.monotonic_seconds() - max(begun, self.last_packet_at) > _SILENCE_SECONDS

        await until(silent, "end of the packets", poll_seconds=_POLL_SECONDS)

    def _listen(self, receiver: RTCRtpReceiver) -> None:
        # aiortc tells of decoded frames only; the packet is where its receiver takes it in.
        async def note(packet: RtpPacket, arrival_time_ms: int) -> None:  # noqa: ARG001 (aiortc's signature)
            self.packets += 1
            self.last_packet_at = _clock.monotonic_seconds()

        into: Any = receiver
        into._handle_rtp_packet = note  # noqa: SLF001 (there is no public place)


async def _post(url: str, token: str, camera: str, offer: str) -> str:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sdp"}
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"{url}/v1/cameras/{camera}/whep", content=offer, headers=headers)
    answer.raise_for_status()
    return answer.text
