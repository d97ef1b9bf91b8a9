"""The session description of a camera (RFC 4566; RFC 2326 appendix C; RFC 6184 8.2, RFC 7798 7.2)."""

import base64
from ipaddress import IPv4Address, IPv6Address

from lokus_local.virtual_camera.bitstream import Codec, StreamDescription, unescape
from lokus_local.virtual_camera.rtp import PAYLOAD_TYPE

TRACK = "track1"


def describe(
    stream: StreamDescription, name: str, address: IPv4Address | IPv6Address, session_number: int
) -> bytes:
    """Write the SDP of one live video track; `address` is ours, as the reader reached it."""
    family = f"IP{address.version}"
    anywhere = "::" if isinstance(address, IPv6Address) else "0.0.0.0"  # noqa: S104 (SDP, not a bind)
    rtpmap, parameters = _format(stream)
    lines = [
        "v=0",
        f"o=- {session_number} 1 IN {family} {address}",
        f"s={name}",
        f"c=IN {family} {anywhere}",
        "t=0 0",
        "a=control:*",
        "a=range:npt=now-",
        f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
        f"a=rtpmap:{PAYLOAD_TYPE} {rtpmap}/90000",
        f"a=fmtp:{PAYLOAD_TYPE} {parameters}",
        f"a=framerate:{stream.frames_per_second:g}",
        f"a=control:{TRACK}",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _format(stream: StreamDescription) -> tuple[str, str]:
    """Return the rtpmap encoding name and the fmtp parameters."""
    encoded = [base64.b64encode(nal).decode() for nal in stream.parameter_sets]
    if stream.codec is Codec.H264:
        profile_level_id = stream.parameter_sets[0][1:4].hex().upper()
        return "H264", (
            f"packetization-mode=1;profile-level-id={profile_level_id};"
            f"sprop-parameter-sets={','.join(encoded)}"
        )
    vps, sps, pps = encoded
    # profile_tier_level starts after the NAL header (2 bytes) and 8 bits of ids (H.265 7.3.2.2).
    level = unescape(stream.parameter_sets[1])[3:15]
    return "H265", (
        f"profile-space={level[0] >> 6};profile-id={level[0] & 0x1F};tier-flag={level[0] >> 5 & 1};"
        f"level-id={level[11]};sprop-vps={vps};sprop-sps={sps};sprop-pps={pps}"
    )
