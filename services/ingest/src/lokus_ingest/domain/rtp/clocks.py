"""The camera's clocks against ours, from its sender reports (RFC 3550, section 6.4.1)."""

from typing import Final

from lokus_ingest.domain.rtp.figures import ClockPair
from lokus_ingest.domain.rtp.rtcp import NTP_FRACTIONS, SenderReport

_NTP_TO_UNIX_SECONDS: Final = 2_208_988_800


class Clocks:
    """Of one sender: its first report and its latest."""

    def __init__(self) -> None:
        self._first: ClockPair | None = None
        self._latest: ClockPair | None = None
        self._latest_ntp: int | None = None

    @property
    def latest_ntp(self) -> int | None:
        """As the latest report said it, in 2**-32 s since 1900."""
        return self._latest_ntp

    @property
    def pairs(self) -> tuple[ClockPair, ...]:
        """The first and, if there is another, the latest."""
        return tuple(pair for pair in (self._first, self._latest) if pair is not None)

    @property
    def ahead_seconds(self) -> float | None:
        """By how much the media clock is ahead of the camera's, by the latest report; None if none came."""
        latest = self._latest or self._first
        return latest.media_seconds - latest.camera_seconds if latest is not None else None

    def since_seconds(self, now_seconds: float) -> float:
        """How long ago the latest report came; 0 if none did."""
        latest = self._latest or self._first
        return now_seconds - latest.arrived_seconds if latest is not None else 0.0

    def learn(self, report: SenderReport, media_seconds: float, now_seconds: float) -> None:
        """Take a report; `media_seconds` is its timestamp, extended."""
        camera_seconds = report.ntp / NTP_FRACTIONS - _NTP_TO_UNIX_SECONDS
        pair = ClockPair(camera_seconds, media_seconds, now_seconds)
        self._latest_ntp = report.ntp
        if self._first is None:
            self._first = pair
        else:
            self._latest = pair
