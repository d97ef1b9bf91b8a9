"""The gateway's end of a WebRTC connection, against aiortc's other end."""

import asyncio
from collections.abc import Callable

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from lokus_access_gateway.adapters.webrtc.peer import AiortcPeers
from lokus_access_gateway.application.outlet import Outlet
from lokus_access_gateway.domain.offer import read_offer
from lokus_access_gateway.domain.refusal import NotPlayable
from lokus_kit.errors import BadInput
from support import waiting
from support.gateway_facts import gop
from support.gateway_offers import OFFER


def outlet(length: int = 0) -> Outlet:
    units = gop(0, length)
    return Outlet(lambda: units, lambda _: None, lambda: None)


async def until(is_so: Callable[[], bool]) -> None:
    async def ask() -> bool:
        return is_so()

    await waiting.until(ask, "change of the connection", 10, poll_seconds=0.01)


def nobody() -> None:
    """Nobody wants to know."""


@pytest.mark.parametrize("leaver", ["viewer", "gateway"])
async def test_either_side_may_end_a_connection_and_the_other_is_told(leaver: str) -> None:
    viewer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    viewer.addTransceiver("video", direction="recvonly")
    await viewer.setLocalDescription(await viewer.createOffer())
    sent, gone = outlet(5), asyncio.Event()
    peer = await AiortcPeers().answer(read_offer(viewer.localDescription.sdp.encode()), sent, gone.set)
    await viewer.setRemoteDescription(RTCSessionDescription(sdp=peer.answer, type="answer"))
    # Both: who leaves while it still shakes hands says no farewell, and is missed half a minute later.
    await until(lambda: sent.joined and viewer.connectionState == "connected")
    if leaver == "viewer":
        await viewer.close()
        await until(gone.is_set)
    await peer.close()
    await until(lambda: viewer.connectionState == "closed")
    await viewer.close()  # ends what it does about the other's leave


async def test_the_answer_is_h264_sendonly_as_the_dtls_server() -> None:
    peer = await AiortcPeers().answer(read_offer(OFFER.encode()), outlet(), nobody)
    try:
        for line in ("a=setup:passive", "a=sendonly", "a=rtcp-mux-only", "a=rtpmap:102 H264/90000"):
            assert line in peer.answer.splitlines()
        await peer.add_candidates(("1 1 udp 2113937151 127.0.0.1 9 typ host",))
    finally:
        await peer.close()


async def test_a_profile_that_does_not_fit_is_not_playable() -> None:
    high_only = OFFER.replace("profile-level-id=42e01f", "profile-level-id=640c1f")
    with pytest.raises(NotPlayable):
        await AiortcPeers().answer(read_offer(high_only.encode()), outlet(), nobody)


async def test_what_aiortc_cannot_read_is_bad_input() -> None:
    for wrong in (("a=mid:0", "a=rtcp:x"), ("UDP/TLS", "udp/???"), ("sha-256 AB", "sha-256AB")):
        with pytest.raises(BadInput):
            await AiortcPeers().answer(read_offer(OFFER.replace(*wrong).encode()), outlet(), nobody)
