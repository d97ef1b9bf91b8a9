import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.rtsp.session_header import SessionHeader, TransportHeader, read_methods


@pytest.mark.parametrize(
    ("text", "session"),
    [
        ("708345999;timeout=60", ("708345999", 60)),
        ("9a90de54; timeout=120", ("9a90de54", 120)),
        ("12 ;Timeout = 5;x", ("12", 5)),
        ("231970", ("231970", 60)),
        ("1;timeout=0", ("1", 60)),
        ("1;timeout=soon", ("1", 60)),
    ],
)
def test_a_session_has_a_name_and_a_timeout(text: str, session: tuple[str, int]) -> None:
    found = SessionHeader.read(text)
    assert found is not None
    assert (found.id, found.timeout_seconds) == session


@pytest.mark.parametrize("text", ["", " ;timeout=60"])
def test_a_session_without_a_name_is_none(text: str) -> None:
    assert SessionHeader.read(text) is None


@pytest.mark.parametrize(
    ("text", "within_connection", "channel"),
    [
        ('RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=4cacc3d1;mode="play"', True, 0),
        ("RTP/AVP/TCP;unicast;destination=192.168.1.210;interleaved=2-3", True, 2),
        ("RTP/AVP/TCP;unicast;interleaved=0-1;ssrc= d6d6627", True, 0),
        ("rtp/avp/tcp; unicast; interleaved = 4", True, 4),
        ("RTP/AVP;unicast;interleaved=6-7,RTP/AVP", True, 6),
        ("RTP/AVP/TCP;unicast", True, None),
        ("RTP/AVP/TCP;unicast;interleaved=300-301", True, None),
        ("RTP/AVP/TCP;unicast;interleaved=255-256", True, None),
        ("unicast", True, None),
        ("RTP/AVP;unicast;client_port=18716-18717;server_port=40006-40007;ssrc=0", False, None),
        ("RTP/AVP/UDP;unicast;client_port=1-2", False, None),
    ],
)
def test_a_transport_says_where_packets_come(
    text: str, channel: int | None, *, within_connection: bool
) -> None:
    assert TransportHeader.read(text) == TransportHeader(within_connection, channel)


def test_methods_are_read_in_any_case() -> None:
    assert read_methods("OPTIONS,describe , ,GET_PARAMETER") == {"OPTIONS", "DESCRIBE", "GET_PARAMETER"}
    assert read_methods(None) == frozenset()


@given(st.text(max_size=200) | st.from_regex(r"RTP/AVP/TCP;interleaved=\d{0,12}-\d{0,12}"))
def test_no_text_breaks_the_reading(text: str) -> None:
    channel = TransportHeader.read(text).channel
    assert channel is None or 0 <= channel < 255
    session = SessionHeader.read(text)
    assert session is None or session.timeout_seconds > 0
    read_methods(text)
