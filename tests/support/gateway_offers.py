"""SDP offers of viewers, written out as browsers send them."""

_SESSION = "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
_ICE = "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\na=ice-options:trickle\r\n"
_DTLS = "a=fingerprint:sha-256 " + ":".join(["AB"] * 32) + "\r\na=setup:actpass\r\n"

VIDEO = (
    "m=video 9 UDP/TLS/RTP/SAVPF 102\r\nc=IN IP4 0.0.0.0\r\n" + _ICE + _DTLS + "a=mid:0\r\na=recvonly\r\n"
    "a=rtcp-mux\r\na=rtcp-rsize\r\n"
    "a=rtpmap:102 H264/90000\r\na=rtcp-fb:102 nack\r\na=rtcp-fb:102 nack pli\r\n"
    "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n"
)
AUDIO = (
    "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\n" + _ICE + _DTLS + "a=mid:1\r\na=recvonly\r\n"
    "a=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n"
)
OFFER = _SESSION + "a=group:BUNDLE 0\r\n" + VIDEO
"""An offer to receive H.264 video."""


def with_audio() -> str:
    """An offer that asks for audio as well, in a section before the video's."""
    return _SESSION + "a=group:BUNDLE 1 0\r\n" + AUDIO + VIDEO
