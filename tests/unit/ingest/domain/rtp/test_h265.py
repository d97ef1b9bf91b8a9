import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.failure import Unreadable
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.h265 import H265Depacketizer
from unit.ingest.domain.rtp.packets import annex_b, ap_h265, fu_h265, single_h265

VPS, SPS, PPS = b"\x40\x01\x0c", b"\x42\x01\x01", b"\x44\x01\xc1"
IDR, SLICE = b"\x26\x01\xaf" + bytes(range(90)), b"\x02\x01\xd0" + bytes(range(90))
LATER = b"\x02\x01\x50"


def depacketized(*payloads: bytes, order_numbers: bool = False) -> list[Picture]:
    """The pictures of payloads of one timestamp, the last of them with the marker."""
    pictures: list[Picture] = []
    depacketizer = H265Depacketizer(pictures.append, order_numbers=order_numbers)
    for payload in payloads:
        depacketizer.take(payload, 0, len(payload))
    depacketizer.marked()
    return pictures


def test_each_way_to_packetize_gives_the_same_picture() -> None:
    expected = [Picture(annex_b(VPS, SPS, PPS, IDR), 0)]
    assert depacketized(VPS, SPS, PPS, IDR) == expected
    assert depacketized(ap_h265([VPS, SPS, PPS]), *fu_h265(IDR, 20)) == expected
    assert depacketized(ap_h265([VPS, SPS, PPS, IDR])) == expected


def test_order_numbers_are_passed_over() -> None:
    order = b"\x00\x01"
    aggregated = ap_h265([VPS, SPS], order, b"\x00")
    payloads = [aggregated, single_h265(PPS, order), *fu_h265(IDR, 20, order)]
    assert depacketized(*payloads, order_numbers=True) == [Picture(annex_b(VPS, SPS, PPS, IDR), 0)]


def test_slices_of_one_picture_stay_together_and_a_first_slice_begins_the_next() -> None:
    pictures = depacketized(SLICE, LATER, SLICE, LATER)
    assert [picture.payload for picture in pictures] == [annex_b(SLICE, LATER)] * 2
    assert [picture.plain for picture in pictures] == [True, True]


def test_what_is_broken_is_counted() -> None:
    depacketizer = H265Depacketizer(print, order_numbers=True)
    for payload in (
        b"\x60\x01\x00",
        b"\x62\x01\x80",
        b"\x62\x01\x80\x00",
        b"\x02",
        b"\x02\x01\x00\x00",
        b"\x70\x01",
    ):
        depacketizer.take(payload, 0, len(payload))
    assert depacketizer.malformed == 6


def test_a_camera_that_keeps_sending_paci_packets_is_for_another_reader() -> None:
    with pytest.raises(Unreadable):
        depacketized(*[b"\x64\x01\x00"] * 20)


def nals(first: tuple[int, ...]) -> st.SearchStrategy[bytes]:
    return st.builds(
        lambda head, body: bytes((head, 1, 0x80)) + body, st.sampled_from(first), st.binary(max_size=90)
    )


@given(st.lists(nals((0x40, 0x42, 0x44, 0x4E)), max_size=3), nals((2, 0x26)), st.booleans(), st.data())
def test_what_was_packetized_comes_back(
    before: list[bytes],
    last: bytes,
    numbered: bool,  # noqa: FBT001 (Hypothesis)
    draw: st.DataObject,
) -> None:
    order = b"\x00\x01" if numbered else b""
    payloads: list[bytes] = []
    for nal in [*before, last]:
        ways = [
            lambda n: [single_h265(n, order)],
            lambda n: [ap_h265([n], order)],
            lambda n: fu_h265(n, 17, order),
        ]
        payloads += draw.draw(st.sampled_from(ways))(nal)
    pictures = depacketized(*payloads, order_numbers=numbered)
    assert [picture.payload for picture in pictures] == [annex_b(*before, last)]
