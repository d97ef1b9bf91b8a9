"""What stands between packets and their payloads: a track's sender, the order of its packets, their times.

Nearly every packet of a picture is as the one before foretold: next in sequence, same sender, same
timestamp, nothing odd in its header. That is told by comparing two numbers; only what differs is looked at.
Packets of another sender (an old session that still sends) are passed over, unless ours fell silent.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from lokus_ingest.domain.rtp.clocks import Clocks
from lokus_ingest.domain.rtp.media_track import MediaTrack
from lokus_ingest.domain.rtp.packet import VERSION_2, extension_of, payload_bounds
from lokus_ingest.domain.rtp.reception import Reception, Restarted
from lokus_ingest.domain.rtp.rtcp import ReportBlock, SenderReport, receiver_report

SILENT_SECONDS: Final = 2.0
CLOCK_90K: Final = 90_000
MARKER: Final = 0x0080_0000
_BUT_MARKER: Final = 0xFF7F_FFFF
_TYPE: Final = 0x7F
_SEQUENCE: Final = 0xFFFF
_SSRC: Final = 0xFFFF_FFFF


class Received(NamedTuple):
    """Packets in their place, those that are missing, and those that came too late."""

    packets: int = 0
    lost: int = 0
    late: int = 0


class Media(Protocol):
    """What becomes of a track's payloads."""

    def take(self, packet: bytes, start: int, stop: int) -> None:
        """Take the next payload: what lies between `start` and `stop`, at least a byte."""
        ...

    def marked(self) -> None:
        """The payload had the marker."""
        ...

    def lose(self) -> None:
        """Something is missing before the next payload."""
        ...

    def turn(self, packet: bytes, start: int, stop: int, pts_90k: int) -> None:
        """The next payload (shown, not taken yet) is of this time, and the one before was of another."""
        ...


Packet = Callable[[bytes, int, int, int, int, float], None]
"""Takes a packet: bytes, where its payload starts and stops, its first four bytes as a number (`header`),
the other eight of its fixed header as a number (`stamp`: timestamp and SSRC), and the time in seconds."""


Extension = Callable[[bytes, int], None]
"""Takes a packet's header extension and the time of its picture in 1/90000 s, before its payload is taken."""


class PassedOver:
    """A track that nobody wants, audio as a rule: its packets are counted, which costs next to nothing."""

    def __init__(self, track: MediaTrack, on_stray: Packet) -> None:
        self.packets = 0
        self._type = track.payload_type
        self._on_stray = on_stray

    def take(self, packet: bytes, start: int, stop: int, header: int, stamp: int, now_seconds: float) -> None:
        """Count a packet that came on this track's channel."""
        if header >> 16 & _TYPE == self._type:
            self.packets += 1
        else:
            self._on_stray(packet, start, stop, header, stamp, now_seconds)


class Receiver:
    """One track's. `foreign`: packets of another sender; `malformed`: packets whose header is broken."""

    def __init__(
        self, track: MediaTrack, media: Media, on_stray: Packet, on_extension: Extension | None = None
    ) -> None:
        self.track = track
        self._on_extension = on_extension
        self.foreign = 0
        self.malformed = 0
        self.clocks = Clocks()
        self._over = Received()
        self._media = media
        self._take_payload = media.take
        self._on_stray = on_stray
        self._reception: Reception | None = None
        self._foretold = self._counted = self._stamp = 0

    def take(self, packet: bytes, start: int, stop: int, header: int, stamp: int, now_seconds: float) -> None:
        """Take a packet that came on this track's channel, with a payload."""
        if stamp != self._stamp or header & _BUT_MARKER != self._foretold:
            if header & _BUT_MARKER != self._foretold or (stamp ^ self._stamp) & _SSRC:
                self.take_odd(packet, start, stop, header, stamp, now_seconds)
                return
            self._turn(packet, start, stop, stamp, now_seconds)  # nothing odd: the next picture begins
        self._foretold += 1
        self._take_payload(packet, start, stop)
        if header & MARKER:
            self._media.marked()

    def take_odd(
        self, packet: bytes, start: int, stop: int, header: int, stamp: int, now_seconds: float
    ) -> None:
        """Take any packet that came on this track's channel."""
        if header >> 16 & _TYPE != self.track.payload_type:
            self._on_stray(packet, start, stop, header, stamp, now_seconds)
            return
        bounds = payload_bounds(packet, start, stop, header >> 24)
        if bounds is None:
            self.malformed += 1
            return
        if not self._place(header & _SEQUENCE, stamp & _SSRC, now_seconds):
            return
        fixed, (start, stop) = start, bounds
        if stamp != self._stamp:
            self._turn(packet, start, stop, stamp, now_seconds)
        if self._on_extension is not None and (extension := extension_of(packet, fixed, header >> 24)):
            self._on_extension(extension, self._time_90k(stamp))
        if start < stop:
            self._take_payload(packet, start, stop)
        if header & MARKER:
            self._media.marked()

    @property
    def received(self) -> Received:
        """Counts over all senders so far."""
        reception, over = self.reception(), self._over
        if reception is None:
            return over
        return Received(
            over.packets + reception.packets, over.lost + reception.lost, over.late + reception.late
        )

    def learn(self, report: SenderReport, now_seconds: float) -> None:
        """Take a sender report, if it is of our sender."""
        if self._reception is not None and self._reception.ssrc == report.ssrc:
            media_seconds = self._reception.extended(report.timestamp) / self.track.clock_hz
            self.clocks.learn(report, media_seconds, now_seconds)

    def report(self, own_ssrc: int, now_seconds: float) -> bytes:
        """A receiver report; empty before the first packet."""
        reception = self.reception()
        if reception is None:
            return b""
        block = ReportBlock(
            ssrc=reception.ssrc,
            fraction_lost=reception.fraction_lost(),
            lost=reception.lost,
            highest=reception.highest,
            jitter_ticks=round(reception.jitter_ticks),
            last_ntp=self.clocks.latest_ntp,
            since_seconds=self.clocks.since_seconds(now_seconds),
        )
        return receiver_report(own_ssrc, block)

    def reception(self) -> Reception | None:
        """What of the present sender came, as of now; None before the first packet."""
        if self._reception is not None:
            self._reception.in_order(self._foretold - self._counted)
            self._counted = self._foretold
        return self._reception

    @property
    def heard_seconds(self) -> float:
        """When something new came last."""
        return self._reception.heard_seconds if self._reception is not None else float("-inf")

    def expected_90k(self, now_seconds: float) -> int | None:
        """The time of what came now, in 1/90000 s on the track's own clock; None if nothing came yet."""
        ticks = self._reception.expected_ticks(now_seconds) if self._reception is not None else None
        return None if ticks is None else ticks * CLOCK_90K // self.track.clock_hz

    def may_own(self, ssrc: int) -> bool:
        """Whether this is our sender, or may be as none is known yet."""
        return self._reception is None or self._reception.ssrc == ssrc

    def _place(self, sequence: int, ssrc: int, now_seconds: float) -> bool:
        """Find a packet's place; False if it has none."""
        reception = self.reception()
        if reception is None:
            reception = self._begin(ssrc, sequence)
        elif reception.ssrc != ssrc:
            if now_seconds - reception.heard_seconds < SILENT_SECONDS:
                self.foreign += 1
                return False
            reception = self._begin_again(ssrc, sequence)
        try:
            missing = reception.place(sequence)
        except Restarted:
            reception, missing = self._begin_again(ssrc, sequence), 0
        if missing is None:
            return False
        if missing:
            self._media.lose()
        reception.in_order(1)
        plain_header = (VERSION_2 << 8 | self.track.payload_type) << 16 | sequence
        self._foretold = self._counted = plain_header + 1
        return True

    def _begin(self, ssrc: int, sequence: int) -> Reception:
        """Hear a sender from here on; what it sent before is missing, maybe half a picture."""
        self._media.lose()
        self._reception = Reception(ssrc, sequence, self.track.clock_hz)
        return self._reception

    def _begin_again(self, ssrc: int, sequence: int) -> Reception:
        self._over = self.received
        self._reception = None
        self.clocks = Clocks()
        return self._begin(ssrc, sequence)

    def _turn(self, packet: bytes, start: int, stop: int, stamp: int, now_seconds: float) -> None:
        assert self._reception is not None  # noqa: S101 (placed before)
        self._stamp = stamp
        ticks = self._reception.time(stamp >> 32, now_seconds)
        self._media.turn(packet, start, stop, ticks * CLOCK_90K // self.track.clock_hz)

    def _time_90k(self, stamp: int) -> int:
        """Of a packet that was placed."""
        assert self._reception is not None  # noqa: S101 (placed before)
        return self._reception.extended(stamp >> 32) * CLOCK_90K // self.track.clock_hz
