"""SDP fragments with later candidates."""

import pytest

from lokus_access_gateway.domain.fragment import read_fragment
from lokus_kit.errors import BadInput

FRAGMENT = (
    "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\nm=video 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"
    "a=candidate:1 1 udp 2113937151 192.0.2.7 51000 typ host\r\n"
    "a=candidate:2 1 udp 2113937151 some.local 51001 typ host\r\na=end-of-candidates\r\n"
)


def test_the_reachable_candidates_are_read() -> None:
    fragment = read_fragment(FRAGMENT.encode())
    assert fragment.username_fragment == "abcd"
    assert fragment.candidates == ("1 1 udp 2113937151 192.0.2.7 51000 typ host",)


@pytest.mark.parametrize("body", [b"", b"\xff", b"candidate", b"a=mid:0\r\n", b"{}"])
def test_what_is_no_fragment_is_refused(body: bytes) -> None:
    with pytest.raises(BadInput):
        read_fragment(body)
