import struct

from lokus_local.virtual_camera.rtp import RtpSender, is_receiver_report


def test_packets_of_a_unit_share_the_time_and_the_last_is_marked() -> None:
    sender = RtpSender()
    first = sender.next_sequence
    headers = [struct.unpack("!BBHII", h) for h in sender.headers((b"a", b"b", b"c"), 9000)]

    assert [h[0] for h in headers] == [0x80] * 3
    assert [h[1] for h in headers] == [96, 96, 96 | 0x80]
    assert [(h[2] - first) & 0xFFFF for h in headers] == [0, 1, 2]
    assert {h[3] for h in headers} == {sender.timestamp(9000)}
    assert {h[4] for h in headers} == {sender.ssrc}


def test_sequence_numbers_wrap_and_dropped_packets_leave_a_gap() -> None:
    sender = RtpSender()
    sender.next_sequence = 0xFFFF
    list(sender.headers((b"a",), 0))
    sender.skip(3)

    assert sender.next_sequence == 3


def test_timestamps_wrap_at_32_bits() -> None:
    sender = RtpSender()

    assert (sender.timestamp(1 << 32), sender.timestamp(90)) == (
        sender.timestamp(0),
        (sender.timestamp(0) + 90) & 0xFFFFFFFF,
    )


def test_a_sender_report_names_one_instant_on_both_clocks_and_counts_what_was_sent() -> None:
    sender = RtpSender()
    list(sender.headers((b"abc", b"de"), 0))
    report = sender.report(4500, 1_500_000_000)
    version, kind, words, ssrc, seconds, fraction, timestamp, packets, octets = struct.unpack(
        "!BBHIIIIII", report[:28]
    )

    assert (version, kind, words, ssrc) == (0x80, 200, 6, sender.ssrc)
    assert (seconds, fraction) == (2_208_988_801, 1 << 31)
    assert timestamp == sender.timestamp(4500)
    assert (packets, octets) == (2, 5)


def test_a_report_is_compound_and_ends_in_bye_when_asked() -> None:
    sender = RtpSender()
    kinds = []
    rest = sender.report(0, 0, goodbye=True)
    while rest:
        kind, words = struct.unpack("!xBH", rest[:4])
        kinds.append(kind)
        rest = rest[4 * (words + 1) :]

    assert kinds == [200, 202, 203]


def test_only_reports_are_taken_as_reports() -> None:
    assert is_receiver_report(struct.pack("!BBHI", 0x80, 201, 1, 7))
    assert not is_receiver_report(struct.pack("!BBHI", 0x81, 203, 1, 7))
    assert not is_receiver_report(b"\x80\xc9")
