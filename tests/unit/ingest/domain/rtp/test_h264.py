from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.h264 import H264Depacketizer
from unit.ingest.domain.rtp.packets import AUD, IDR, PPS, SEI, SLICE, SPS, annex_b, fu_a, fu_b, stap_a, stap_b


def depacketized(*payloads: bytes) -> list[Picture]:
    """The pictures of payloads of one timestamp, the last of them with the marker."""
    pictures: list[Picture] = []
    depacketizer = H264Depacketizer(pictures.append)
    for payload in payloads:
        depacketizer.take(payload, 0, len(payload))
    depacketizer.marked()
    return pictures


def test_each_way_to_packetize_gives_the_same_picture() -> None:
    long = b"\x65\x88" + bytes(range(200))
    expected = [Picture(annex_b(SPS, PPS, long), 0)]
    assert depacketized(SPS, PPS, long) == expected
    assert depacketized(stap_a([SPS, PPS]), *fu_a(long, 50)) == expected
    assert depacketized(stap_b([SPS, PPS]), *fu_b(long, 50)) == expected
    assert depacketized(stap_a([SPS, PPS, long])) == expected
    assert depacketized(annex_b(SPS, PPS, long)) == expected


def test_a_picture_without_key_slice_and_sets_is_plain() -> None:
    assert [picture.plain for picture in depacketized(AUD, SEI, SLICE)] == [True]
    assert [picture.plain for picture in depacketized(SPS, SLICE)] == [False]
    assert [picture.plain for picture in depacketized(IDR)] == [False]


def test_a_fragment_without_its_beginning_drops_the_picture() -> None:
    assert depacketized(*fu_a(b"\x41\x9a" + bytes(100), 30)[1:]) == []


def test_what_is_broken_is_counted() -> None:
    depacketizer = H264Depacketizer(print)
    for payload in (b"\x18", b"\x18\x00\x09ab", b"\x1c\x80", b"\x1d\x80", b"\x1e", b"\x00"):
        depacketizer.take(payload, 0, len(payload))
    assert depacketizer.malformed == 5


def nals(first: tuple[int, ...]) -> st.SearchStrategy[bytes]:
    return st.builds(
        lambda head, body: bytes((head, 0x80)) + body, st.sampled_from(first), st.binary(max_size=90)
    )


@given(st.lists(nals((6, 0x67, 0x68)), max_size=3), nals((0x41, 0x65)), st.data())
def test_what_was_packetized_comes_back(before: list[bytes], last: bytes, draw: st.DataObject) -> None:
    payloads: list[bytes] = []
    for nal in [*before, last]:
        ways = [lambda n: [n], lambda n: [stap_a([n])], lambda n: fu_a(n, 17), lambda n: fu_b(n, 17)]
        payloads += draw.draw(st.sampled_from(ways))(nal)
    assert [picture.payload for picture in depacketized(*payloads)] == [annex_b(*before, last)]
