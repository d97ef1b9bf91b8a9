import pytest

from lokus_local.virtual_camera.transport_header import (
    InterleavedOffer,
    TransportOffer,
    UdpOffer,
    choose_transport,
)


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("RTP/AVP/TCP;unicast;interleaved=2-3", InterleavedOffer((2, 3))),
        ("RTP/AVP/TCP;interleaved=4", InterleavedOffer((4, 5))),
        ("RTP/AVP/TCP", InterleavedOffer(None)),
        ("RTP/AVP;unicast;client_port=5000-5001", UdpOffer((5000, 5001))),
        ("RTP/AVP/UDP;unicast;client_port=5000", UdpOffer((5000, 5001))),
        ('RTP/AVP;unicast;client_port=5000-5001;mode="PLAY"', UdpOffer((5000, 5001))),
        ("RTP/AVP;multicast,RTP/AVP/TCP;interleaved=0-1", InterleavedOffer((0, 1))),
        ("RTP/SAVP;unicast;client_port=5000-5001", None),
        ("RTP/AVP;multicast;client_port=5000-5001", None),
        ("RTP/AVP;unicast;client_port=5000-5001;mode=record", None),
        ("RTP/AVP;unicast", None),
        ("RTP/AVP;unicast;client_port=0-1", None),
        ("RTP/AVP;unicast;client_port=65535", None),
        ("RTP/AVP;unicast;client_port=x-y", None),
        ("RTP/AVP/TCP;interleaved=256-257", None),
        ("RTP/AVP/TCP;interleaved=1-1", None),
        ("", None),
    ],
)
def test_the_first_transport_that_can_be_served_is_chosen(header: str, chosen: TransportOffer | None) -> None:
    assert choose_transport(header) == chosen
