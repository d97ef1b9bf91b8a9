"""One viewer's WebRTC connection, as WHEP wants it: we answer, all our candidates are in the answer.

Ours is the DTLS server's part, video is sendonly, whatever else was offered is inactive. aiortc's
own tasks run the connection; it tells us when the viewer is lost (ICE consent, RFC 7675, or DTLS).
"""

from collections.abc import Callable
from typing import Final

from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCRtpTransceiver, RTCSessionDescription
from aiortc.exceptions import OperationError
from aiortc.sdp import candidate_from_sdp

from lokus_access_gateway.adapters.webrtc.track import OutletTrack
from lokus_access_gateway.application.outlet import Outlet
from lokus_access_gateway.domain.offer import Offer, finished_answer
from lokus_access_gateway.domain.refusal import NotPlayable
from lokus_kit.errors import BadInput

_SENT: Final = frozenset({"video/H264", "video/rtx"})
_LOST: Final = frozenset({"failed", "closed"})


class AiortcPeer:
    """A connection that was answered."""

    def __init__(self, connection: RTCPeerConnection, offer: Offer) -> None:
        self._connection = connection
        self._offer = offer

    @property
    def answer(self) -> str:
        """Our SDP answer."""
        return finished_answer(self._connection.localDescription.sdp, self._offer)

    async def add_candidates(self, candidates: tuple[str, ...]) -> None:
        """Take in candidates (RFC 8839 attribute values) that the viewer sent later."""
        for text in candidates:
            candidate = candidate_from_sdp(text)
            candidate.sdpMid = self._offer.mid
            await self._connection.addIceCandidate(candidate)

    async def close(self) -> None:
        """Tell the viewer that it is over, and free everything."""
        await self._connection.close()


class AiortcPeers:
    """Makes connections by aiortc."""

    async def answer(self, offer: Offer, outlet: Outlet, on_gone: Callable[[], None]) -> AiortcPeer:
        """Answer an offer; BadInput if aiortc cannot read it, NotPlayable if no H.264 profile fits."""
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        try:
            await _negotiate(connection, offer, OutletTrack(outlet))
        except BaseException:
            await connection.close()
            raise

        @connection.on("connectionstatechange")
        def changed() -> None:
            if connection.connectionState in _LOST:
                on_gone()

        return AiortcPeer(connection, offer)


async def _negotiate(connection: RTCPeerConnection, offer: Offer, track: OutletTrack) -> None:
    sending = connection.addTransceiver(track, direction="sendonly")
    # Before the offer is applied: later, aiortc would answer VP8 and send H.264 all the same.
    sending.setCodecPreferences(
        [each for each in RTCRtpSender.getCapabilities("video").codecs if each.mimeType in _SENT]
    )
    try:
        await connection.setRemoteDescription(RTCSessionDescription(sdp=offer.text, type="offer"))
    except OperationError as error:
        raise NotPlayable(
            "the offer has no H.264 that fits: packetization-mode=1, baseline or constrained baseline",
            reason="codec",
        ) from error
    except Exception as error:  # a border: aiortc's parser fails in any way it likes on what it cannot read
        raise BadInput(f"the SDP is malformed: {str(error) or type(error).__name__}") from error
    for transceiver in connection.getTransceivers():
        _silence_unless(sending, transceiver)
    await connection.setLocalDescription(await connection.createAnswer())


def _silence_unless(sending: RTCRtpTransceiver, transceiver: RTCRtpTransceiver) -> None:
    if transceiver is not sending:
        transceiver.direction = "inactive"
