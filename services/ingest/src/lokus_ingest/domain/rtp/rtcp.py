"""RTCP: the sender reports that cameras send and the receiver reports that they want (RFC 3550, section 6).

Cameras end a session whose reader never reports, some after 10 seconds.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_VERSION_2: Final = 0x80
_VERSION, _PADDING_AND_COUNT = 0xC0, 0x1F
_SENDER_REPORT, _RECEIVER_REPORT, _SOURCE_DESCRIPTION, _GOODBYE = 200, 201, 202, 203
_CNAME_ITEM = 1
_CNAME: Final = b"lokus"
_WORD_BYTES = 4
_HEAD: Final = struct.Struct("!BBH")
_SENDER: Final = struct.Struct("!IQI")
_BLOCK: Final = struct.Struct("!IIIIII")
_CYCLES_AND_SEQUENCE: Final = 0xFFFF_FFFF
_MOST_LOST: Final = 0x7F_FFFF
NTP_FRACTIONS: Final = 1 << 32
_MIDDLE: Final = 0xFFFF_FFFF
_DELAY_HZ: Final = 65_536


@dataclass(frozen=True, slots=True)
class SenderReport:
    """The camera's clock (NTP, seconds since 1900 in 2**-32 s) and its media clock, at one moment."""

    ssrc: int
    ntp: int
    timestamp: int


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """How one sender is received. `last_ntp`, `since_seconds`: its last report, and how long ago."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest: int
    jitter_ticks: int
    last_ntp: int | None = None
    since_seconds: float = 0.0

    def to_bytes(self) -> bytes:
        """As it stands in a report (section 6.4.1)."""
        known = self.last_ntp is not None
        return _BLOCK.pack(
            self.ssrc,
            self.fraction_lost << 24 | min(self.lost, _MOST_LOST),
            self.highest & _CYCLES_AND_SEQUENCE,
            min(self.jitter_ticks, _CYCLES_AND_SEQUENCE),
            (self.last_ntp or 0) >> 16 & _MIDDLE,
            min(round(self.since_seconds * _DELAY_HZ), _CYCLES_AND_SEQUENCE) if known else 0,
        )


def receiver_report(own_ssrc: int, block: ReportBlock) -> bytes:
    """A compound packet: the report and our name (sections 6.4.2 and 6.5)."""
    report = struct.pack("!I", own_ssrc) + block.to_bytes()
    item = struct.pack("!IBB", own_ssrc, _CNAME_ITEM, len(_CNAME)) + _CNAME
    description = item + bytes(_WORD_BYTES - len(item) % _WORD_BYTES)
    return (
        _HEAD.pack(_VERSION_2 | 1, _RECEIVER_REPORT, len(report) // _WORD_BYTES)
        + report
        + _HEAD.pack(_VERSION_2 | 1, _SOURCE_DESCRIPTION, len(description) // _WORD_BYTES)
        + description
    )


def sender_reports(compound: bytes) -> Iterator[SenderReport]:
    """The sender reports in a compound packet; what is broken ends the reading."""
    at = 0
    while at + _HEAD.size <= len(compound):
        flags, kind, words = _HEAD.unpack_from(compound, at)
        body, at = at + _HEAD.size, at + _HEAD.size + words * _WORD_BYTES
        if flags & _VERSION != _VERSION_2 or at > len(compound):
            return
        if kind == _SENDER_REPORT and at - body >= _SENDER.size:
            yield SenderReport(*_SENDER.unpack_from(compound, body))
