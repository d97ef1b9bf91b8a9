"""SDP offers as browsers and others send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_access_gateway.domain.offer import Offer, finished_answer, reachable, read_offer
from lokus_access_gateway.domain.refusal import NotPlayable
from lokus_kit.errors import BadInput, LokusError
from support.gateway_offers import OFFER, VIDEO, with_audio


def test_a_browsers_offer_is_read() -> None:
    offer = read_offer(OFFER.encode())
    assert (offer.username_fragment, offer.mid, offer.bundled) == ("abcd", "0", True)


def test_line_feeds_alone_are_fine() -> None:
    assert read_offer(OFFER.replace("\r\n", "\n").encode()) == read_offer(OFFER.encode())


def test_we_ask_to_be_the_dtls_server() -> None:
    text = read_offer(OFFER.encode()).text
    assert "a=setup:active" in text
    assert "actpass" not in text


def test_candidates_that_cannot_be_reached_are_left_out() -> None:
    extra = (
        "a=candidate:1 1 udp 2113937151 3f5c2b8e.local 51000 typ host\r\n"
        "a=candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active\r\n"
        "a=candidate:3 1 udp 2113937151 192.0.2.7 51000 typ host\r\n"
        "a=end-of-candidates\r\n"
    )
    text = read_offer((OFFER + extra).encode()).text
    kept = [line for line in text.splitlines() if "candidate" in line]
    assert kept == ["a=candidate:3 1 udp 2113937151 192.0.2.7 51000 typ host"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "line 1"),
        (b"\xff\xfe", "UTF-8"),
        (b"hello", "line 1"),
        (b"v=1\r\n", "v=0"),
        (b"v=0\r\ns=-\r\n", "media sections"),
        (OFFER.replace("a=ice-pwd:", "a=other:").encode(), "ice-pwd"),
        (OFFER.replace("a=ice-ufrag:", "a=other:").encode(), "ice-ufrag"),
        (OFFER.replace("a=fingerprint:", "a=other:").encode(), "fingerprint"),
        (OFFER.replace("a=setup:", "a=other:").encode(), "setup"),
        (OFFER.replace("a=rtcp-mux\r\n", "").encode(), "rtcp-mux"),
        (OFFER.replace("a=recvonly", "a=sendonly").encode(), "recvonly"),
        (OFFER.replace("a=recvonly", "a=inactive").encode(), "recvonly"),
        (
            OFFER.replace("m=video 9 UDP/TLS/RTP/SAVPF 102", "m=application 9 UDP/DTLS/SCTP 0").encode(),
            "audio",
        ),
        (OFFER.replace("m=video", "m=audio").encode(), "no video"),
        ((OFFER + VIDEO).encode(), "a=mid"),
        ((OFFER + VIDEO * 8).encode(), "media sections"),
    ],
)
def test_a_malformed_offer_is_refused_with_what_is_wrong(body: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_offer(body)


def test_an_offer_without_h264_is_not_playable() -> None:
    with pytest.raises(NotPlayable):
        read_offer(OFFER.replace("H264/90000", "VP8/90000").encode())


def test_sections_may_inherit_from_the_session() -> None:
    session, video = OFFER.split("m=video", 1)
    moved = "a=ice-ufrag:efgh\r\na=ice-pwd:0123456789012345678901\r\n"
    bare = video.replace("a=ice-ufrag:abcd\r\n", "").replace("a=ice-pwd:abcdefghijklmnopqrstuv\r\n", "")
    assert read_offer((session + moved + "m=video" + bare).encode()).username_fragment == "efgh"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    for body in (text, OFFER + text, OFFER.replace("102", text)):
        try:
            read_offer(body.encode())
        except LokusError as refused:
            assert refused.status in {400, 406}


def test_the_answer_gets_rtcp_mux_only_in_every_section() -> None:
    offer = read_offer(with_audio().encode())
    answer = "v=0\r\na=group:BUNDLE 0 1\r\nm=audio 9\r\na=rtcp-mux\r\nm=video 9\r\na=rtcp-mux\r\n"
    finished = finished_answer(answer, offer)
    assert finished.count("a=rtcp-mux\r\na=rtcp-mux-only\r\n") == 2
    assert "a=group:BUNDLE 0 1" in finished


def test_the_answer_has_a_bundle_only_if_the_offer_had() -> None:
    offer = Offer(text="", username_fragment="a", mid="", bundled=False)
    assert "BUNDLE" not in finished_answer("v=0\r\na=group:BUNDLE 0\r\n", offer)


@pytest.mark.parametrize(
    "candidate",
    [
        "1 2 udp 2113937151 192.0.2.7 51000 typ host",
        "1 1 tcp 2113937151 192.0.2.7 9 typ host tcptype active",
        "1 1 udp 2113937151 some.local 51000 typ host",
        "1 1 udp 2113937151 example.org 51000 typ host",
        "1 1 udp 2113937151 192.0.2.7 0 typ host",
        "1 1 udp 2113937151 192.0.2.7 70000 typ host",
        "nonsense",
    ],
)
def test_a_candidate_that_is_not_udp_to_an_address_is_of_no_use(candidate: str) -> None:
    assert not reachable(candidate)


def test_udp_to_an_address_is_of_use_in_both_versions_of_ip() -> None:
    assert reachable("1 1 udp 2113937151 192.0.2.7 51000 typ host generation 0 ufrag abcd")
    assert reachable("1 1 UDP 2113937151 2001:db8::7 51000 typ srflx raddr 10.0.0.1 rport 1")
