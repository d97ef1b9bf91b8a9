"""The header extension by which a replayed packet says when its picture was recorded.

ONVIF Streaming Specification, "RTP header extension" of replay: profile 0xABAC, an NTP time of the camera's
clock, flags, and the low byte of the CSeq of the PLAY that it answers. What follows (a JPEG's own extension)
is not looked at.
"""

import struct
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from lokus_ingest.domain.rtp.rtcp import NTP_FRACTIONS

PROFILE: Final = 0xABAC
_EXTENSION: Final = struct.Struct("!HHQBB")
_WORDS: Final = 3
_CLEAN, _ENDS, _BREAK, _TERMINAL = 0x80, 0x40, 0x20, 0x10
_ERA_SECONDS: Final = 1 << 32
_LATE_IN_ERA: Final = 1 << 31
_NTP_EPOCH: Final = datetime(1900, 1, 1, tzinfo=UTC)
_MICROSECONDS: Final = 1_000_000


class ReplayMark(NamedTuple):
    """`at`: when, by the camera's clock; `after_gap`: the card has nothing right before it (D);
    `before_gap`: nor right after it (E); `last`: nothing more will be sent (T); `clean`: decoding may
    begin here (C).
    """  # noqa: D205 (one sentence for each field)

    at: datetime
    clean: bool = False
    before_gap: bool = False
    after_gap: bool = False
    last: bool = False
    sequence: int = 0

    def joined(self, later: "ReplayMark") -> "ReplayMark":
        """This mark with the flags of another packet of the same picture."""
        return self._replace(
            clean=self.clean or later.clean,
            before_gap=self.before_gap or later.before_gap,
            after_gap=self.after_gap or later.after_gap,
            last=self.last or later.last,
        )


def read_mark(extension: bytes) -> ReplayMark | None:
    """The mark in a packet's header extension (profile, length, words); None if it holds none."""
    if len(extension) < _EXTENSION.size:
        return None
    profile, words, ntp, flags, sequence = _EXTENSION.unpack_from(extension)
    if profile != PROFILE or words < _WORDS or ntp == 0:
        return None
    return ReplayMark(
        ntp_time(ntp),
        clean=flags & _CLEAN != 0,
        before_gap=flags & _ENDS != 0,
        after_gap=flags & _BREAK != 0,
        last=flags & _TERMINAL != 0,
        sequence=sequence,
    )


def ntp_time(ntp: int) -> datetime:
    """A time in 2**-32 s since 1900, or since 2036 where that is nearer (RFC 4330, section 3)."""
    seconds, fractions = divmod(ntp, NTP_FRACTIONS)
    if seconds < _LATE_IN_ERA:
        seconds += _ERA_SECONDS
    nearest = (fractions * _MICROSECONDS + NTP_FRACTIONS // 2) // NTP_FRACTIONS
    return _NTP_EPOCH + timedelta(seconds=seconds, microseconds=nearest)
