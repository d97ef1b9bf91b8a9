from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.depacketizer import MAX_PICTURE_BYTES
from lokus_ingest.domain.rtp.h264 import H264Depacketizer
from unit.ingest.domain.rtp.packets import AUD, IDR, LATER_SLICE, PPS, SLICE, SPS, annex_b, fu_a


class Rig:
    """A depacketizer with the pictures that came out of it."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.depacketizer = H264Depacketizer(self.pictures.append)

    def take(self, *payloads: bytes, marked: bool = False) -> None:
        for payload in payloads:
            self.depacketizer.take(payload, 0, len(payload))
        if marked:
            self.depacketizer.marked()

    def turn(self, pts_90k: int, payload: bytes = SLICE) -> None:
        self.depacketizer.turn(payload, 0, len(payload), pts_90k)

    def payloads(self) -> list[bytes]:
        return [picture.payload for picture in self.pictures]


def test_without_markers_a_picture_ends_with_the_next_timestamp() -> None:
    rig = Rig()
    for pts_90k in (0, 3600, 7200):
        rig.turn(pts_90k)
        rig.take(SLICE, LATER_SLICE)
    assert [picture.pts_90k for picture in rig.pictures] == [0, 3600]
    assert rig.payloads() == [annex_b(SLICE, LATER_SLICE)] * 2


def test_pictures_of_one_timestamp_are_never_merged() -> None:
    rig = Rig()
    rig.take(IDR, SLICE, LATER_SLICE, AUD, SLICE, SPS, PPS, IDR, marked=True)
    expected = [(IDR,), (SLICE, LATER_SLICE), (AUD, SLICE), (SPS, PPS, IDR)]
    assert rig.payloads() == [annex_b(*nals) for nals in expected]


def test_what_holds_no_slice_is_not_plain() -> None:
    rig = Rig()
    rig.take(AUD)
    rig.turn(3600)
    assert rig.pictures == [Picture(annex_b(AUD), 0)]


def test_a_marker_on_parameter_sets_ends_no_picture() -> None:
    rig = Rig()
    for nal in (SPS, PPS, IDR):
        rig.take(nal, marked=True)
    assert rig.payloads() == [annex_b(SPS, PPS, IDR)]


def test_a_marker_between_slices_is_believed_once() -> None:
    rig = Rig()
    for pts_90k in (0, 3600, 7200):
        rig.turn(pts_90k)
        rig.take(SLICE, marked=True)
        rig.take(LATER_SLICE, marked=True)
    assert rig.payloads() == [annex_b(SLICE), annex_b(LATER_SLICE), annex_b(SLICE, LATER_SLICE)]


def test_after_a_loss_a_picture_without_its_first_slice_is_dropped() -> None:
    rig = Rig()
    rig.depacketizer.lose()
    rig.take(LATER_SLICE, marked=True)
    rig.take(SLICE, marked=True)
    assert rig.pictures == [Picture(annex_b(SLICE), 0, after_loss=True, plain=True)]
    assert rig.depacketizer.dropped == 1


def test_a_clock_that_goes_on_within_a_nal_unit_ends_no_picture() -> None:
    rig = Rig()
    fragments = fu_a(SLICE + bytes(100), 30)
    for number, fragment in enumerate(fragments):
        rig.turn(number * 10, fragment)
        rig.take(fragment)
    rig.depacketizer.marked()
    assert rig.pictures == [Picture(annex_b(SLICE + bytes(100)), 0, plain=True)]


def test_a_picture_beyond_the_limit_is_dropped_and_its_bytes_let_go() -> None:
    rig = Rig()
    part = SLICE + bytes(MAX_PICTURE_BYTES // 4)
    rig.take(part, *[LATER_SLICE + part] * 5)
    assert sum(map(len, rig.depacketizer._parts)) <= MAX_PICTURE_BYTES
    rig.depacketizer.marked()
    rig.take(SLICE, marked=True)
    assert rig.pictures == [Picture(annex_b(SLICE), 0, after_loss=True, plain=True)]
