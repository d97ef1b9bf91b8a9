import struct

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.rtp.rtcp import ReportBlock, SenderReport, receiver_report, sender_reports

REPORT = struct.pack("!BBHIQIII", 0x80, 200, 6, 7, 1 << 40, 90_000, 5, 500)


def test_a_receiver_report_names_its_sender_and_us() -> None:
    packet = receiver_report(9, ReportBlock(7, 64, 3, 65_540, 12, 0x1122_3344_5566_7788, 0.5))
    assert struct.unpack_from("!BBHI", packet) == (0x81, 201, 7, 9)
    assert struct.unpack_from("!IIIIII", packet, 8) == (7, 64 << 24 | 3, 65_540, 12, 0x3344_5566, 32_768)
    flags, kind, words, ssrc = struct.unpack_from("!BBHI", packet, 32)
    assert (flags, kind, ssrc, 36 + 4 * words) == (0x81, 202, 9, len(packet))
    assert packet[40:].startswith(b"\x01\x05lokus\x00")


def test_without_a_sender_report_its_time_is_zero() -> None:
    packet = receiver_report(9, ReportBlock(7, 0, 0, 1, 0, None, 3.0))
    assert struct.unpack_from("!II", packet, 24) == (0, 0)


def test_numbers_too_large_for_their_field_stay_within_it() -> None:
    packet = receiver_report(9, ReportBlock(7, 255, 1 << 40, 1 << 40, 1 << 40, 1, 1e9))
    assert struct.unpack_from("!II", packet, 12) == (0xFF7F_FFFF, 0)


def test_sender_reports_are_found_among_others() -> None:
    description = struct.pack("!BBHII", 0x81, 202, 2, 7, 0)
    assert list(sender_reports(description + REPORT + REPORT[:9])) == [SenderReport(7, 1 << 40, 90_000)]


@given(st.binary(max_size=100) | st.binary(max_size=40).map(lambda junk: REPORT + junk))
def test_no_bytes_are_an_error(compound: bytes) -> None:
    assert len(list(sender_reports(compound))) <= len(compound) // 20
