"""The RTP stream of one session: live units in, numbered packets and sender reports out.

The reader is sent units from the next one on, in mid-GOP as at a real camera. When its delivery
has no room, units are dropped and counted up to the next key frame, and the sequence numbers leave
a gap so that the reader knows. Lives on the event loop; never waits.
"""

from lokus_kit.clock import Clock, utc_milliseconds
from lokus_local.virtual_camera.broadcast import Broadcast, LiveUnit
from lokus_local.virtual_camera.delivery import Delivery
from lokus_local.virtual_camera.rtp import RtpSender

REPORT_EVERY_SECONDS = 5.0
HOPELESS_AFTER_SECONDS = 20.0


class Playback:
    """One reader's view of the broadcast, through one delivery."""

    def __init__(self, broadcast: Broadcast, delivery: Delivery, clock: Clock) -> None:
        self._broadcast = broadcast
        self._delivery = delivery
        self._clock = clock
        self._sender = RtpSender()
        self._playing = False
        self._awaits_key_frame = False
        self._report_due_seconds = 0.0
        self._full_since_seconds: float | None = None
        self.dropped_units = 0

    @property
    def ssrc(self) -> int:
        """The synchronisation source of every packet."""
        return self._sender.ssrc

    @property
    def playing(self) -> bool:
        """Whether units are being sent."""
        return self._playing

    @property
    def hopeless(self) -> bool:
        """Whether the reader has taken nothing for so long that it should be given up."""
        since_seconds = self._full_since_seconds
        if since_seconds is None:
            return False
        return self._clock.monotonic_seconds() - since_seconds > HOPELESS_AFTER_SECONDS

    def start(self) -> tuple[int, int]:
        """Begin to send; return sequence number and RTP timestamp of the first packet to come."""
        self.pause()
        self._playing = True
        self._report_due_seconds = self._clock.monotonic_seconds()
        first_90k = self._broadcast.subscribe(self)
        return self._sender.next_sequence, self._sender.timestamp(first_90k)

    def pause(self) -> None:
        """Stop to send; `start` may follow."""
        self._broadcast.unsubscribe(self)
        self._playing = False

    def end(self) -> None:
        """Stop for good, and tell the reader with an RTCP BYE if it was being sent to."""
        if self._playing:
            self.pause()
            self._delivery.send_control(self._report(goodbye=True))

    def deliver(self, unit: LiveUnit) -> None:
        """Send one unit, or drop it when the reader is behind."""
        now_seconds = self._clock.monotonic_seconds()
        if self._delivery.has_room():
            self._full_since_seconds = None
        else:
            self._awaits_key_frame = True
            self._full_since_seconds = self._full_since_seconds or now_seconds
        if self._awaits_key_frame and (self._full_since_seconds or not unit.key_frame):
            self._sender.skip(len(unit.payloads))
            self.dropped_units += 1
            return
        self._awaits_key_frame = False
        if now_seconds >= self._report_due_seconds:
            self._report_due_seconds = now_seconds + REPORT_EVERY_SECONDS
            self._delivery.send_control(self._report(goodbye=False))
        headers = tuple(self._sender.headers(unit.payloads, unit.time_90k))
        self._delivery.send_media(headers, unit.payloads)

    def _report(self, *, goodbye: bool) -> bytes:
        utc_ns = utc_milliseconds(self._clock.now()) * 1_000_000
        return self._sender.report(self._broadcast.now_90k(), utc_ns, goodbye=goodbye)
