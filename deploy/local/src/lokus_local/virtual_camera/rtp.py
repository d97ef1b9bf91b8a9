"""RTP and RTCP packets of one sender (RFC 3550 sections 5.1, 6.4.1, 6.5, 6.6).

`RtpSender` holds what is particular to one reader: SSRC, sequence numbers, timestamp base and the
counts for its sender reports. Pure: times come in as arguments.
"""

import secrets
import struct
from collections.abc import Iterator, Sequence

PAYLOAD_TYPE = 96
_NTP_EPOCH_OFFSET_SECONDS = 2_208_988_800  # 1900 to 1970
_SENDER_REPORT, _SOURCE_DESCRIPTION, _GOODBYE, _RECEIVER_REPORT = 200, 202, 203, 201
_CNAME = 1
_VERSION = 2
_SHORTEST_REPORT_BYTES = 8
_HEADER = struct.Struct("!BBHII")


class RtpSender:
    """The numbering of one reader's packets."""

    def __init__(self) -> None:
        self.ssrc = secrets.randbits(32)
        self.next_sequence = secrets.randbits(16)
        self._timestamp_base = secrets.randbits(32)
        self._packets = 0
        self._octets = 0

    def timestamp(self, time_90k: int) -> int:
        """Return the RTP timestamp of a source time."""
        return (self._timestamp_base + time_90k) & 0xFFFFFFFF

    def headers(self, payloads: Sequence[bytes], time_90k: int) -> Iterator[bytes]:
        """Yield the 12-byte RTP header of each payload of one access unit, and count them as sent."""
        timestamp = self.timestamp(time_90k)
        last = len(payloads) - 1
        for index, payload in enumerate(payloads):
            marker = 0x80 if index == last else 0
            yield _HEADER.pack(0x80, marker | PAYLOAD_TYPE, self.next_sequence, timestamp, self.ssrc)
            self.skip(1)
            self._packets += 1
            self._octets += len(payload)

    def skip(self, packets: int) -> None:
        """Leave a gap in the sequence, so that the reader sees that packets were dropped."""
        self.next_sequence = (self.next_sequence + packets) & 0xFFFF

    def report(self, time_90k: int, utc_ns: int, *, goodbye: bool = False) -> bytes:
        """A compound RTCP packet: sender report, CNAME, and BYE when `goodbye`.

        `time_90k` and `utc_ns` name the same instant, on the source's clock and on the wall's.
        """
        seconds, rest_ns = divmod(utc_ns, 1_000_000_000)
        sender_report = struct.pack(
            "!BBHIIIIII",
            0x80,
            _SENDER_REPORT,
            6,
            self.ssrc,
            (seconds + _NTP_EPOCH_OFFSET_SECONDS) & 0xFFFFFFFF,
            (rest_ns << 32) // 1_000_000_000,
            self.timestamp(time_90k),
            self._packets & 0xFFFFFFFF,
            self._octets & 0xFFFFFFFF,
        )
        packet = sender_report + self._source_description()
        return packet + struct.pack("!BBHI", 0x81, _GOODBYE, 1, self.ssrc) if goodbye else packet

    def _source_description(self) -> bytes:
        cname = b"lokus-virtual-camera"
        chunk = struct.pack("!IBB", self.ssrc, _CNAME, len(cname)) + cname
        chunk += bytes(4 - len(chunk) % 4)  # at least one null ends the items
        return struct.pack("!BBH", 0x81, _SOURCE_DESCRIPTION, len(chunk) // 4) + chunk


def is_receiver_report(packet: bytes) -> bool:
    """Whether an RTCP compound packet opens with a receiver report or a sender report."""
    if len(packet) < _SHORTEST_REPORT_BYTES:
        return False
    return packet[0] >> 6 == _VERSION and packet[1] in (_RECEIVER_REPORT, _SENDER_REPORT)
