import base64
from fractions import Fraction
from ipaddress import ip_address

import numpy as np

from lokus_local.virtual_camera.bitstream import Codec, StreamDescription
from lokus_local.virtual_camera.encoding import PictureFormat, probe_parameter_sets
from lokus_local.virtual_camera.sdp import describe
from unit.local.virtual_camera.doubles import PPS, SPS


def _lines(stream: StreamDescription, address: str = "127.0.0.1") -> list[str]:
    return describe(stream, "Lokus camera 0", ip_address(address), 1).decode().split("\r\n")


def test_h264_is_described_with_its_parameter_sets() -> None:
    lines = _lines(StreamDescription(Codec.H264, (SPS, PPS), 12.5))
    sets = ",".join(base64.b64encode(nal).decode() for nal in (SPS, PPS))

    assert "a=rtpmap:96 H264/90000" in lines
    assert f"a=fmtp:96 packetization-mode=1;profile-level-id=42C01F;sprop-parameter-sets={sets}" in lines
    assert "a=framerate:12.5" in lines
    assert lines.index("a=control:*") < lines.index("m=video 0 RTP/AVP 96") < lines.index("a=control:track1")


def test_h265_is_described_with_profile_and_level() -> None:
    wanted = PictureFormat(Codec.H265, 320, 192, Fraction(10), 1.0, 200_000)
    sets = probe_parameter_sets(wanted, np.full((288, 320), 128, np.uint8))
    [parameters] = [
        line for line in _lines(StreamDescription(Codec.H265, sets, 10)) if line.startswith("a=fmtp")
    ]

    # Main profile; level 2 or above (30 times the level number).
    assert "profile-space=0;profile-id=1;tier-flag=0;" in parameters
    assert int(parameters.split("level-id=")[1].split(";")[0]) in range(30, 94, 3)
    for name, nal in zip(("vps", "sps", "pps"), sets, strict=True):
        assert f"sprop-{name}={base64.b64encode(nal).decode()}" in parameters


def test_an_ipv6_reader_is_told_an_ipv6_address() -> None:
    lines = _lines(StreamDescription(Codec.H264, (SPS, PPS), 10), "::1")

    assert "o=- 1 1 IN IP6 ::1" in lines
    assert "c=IN IP6 ::" in lines
