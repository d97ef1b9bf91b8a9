import struct

from lokus_local.virtual_camera.broadcast import Broadcast, LiveUnit
from lokus_local.virtual_camera.playback import (
    HOPELESS_AFTER_SECONDS,
    REPORT_EVERY_SECONDS,
    Playback,
)
from unit.local.virtual_camera.doubles import CountingSource, HandClock, RecordingDelivery


class _Stage:
    """A playback that has started, and what is around it."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.delivery = RecordingDelivery()
        broadcast = Broadcast(CountingSource(), self.clock)
        self.playback = Playback(broadcast, self.delivery, self.clock)
        self.first_sequence, self.first_timestamp = self.playback.start()

    def show(self, time_90k: int = 0, *, key_frame: bool = False) -> None:
        self.playback.deliver(LiveUnit((b"a", b"b"), time_90k, key_frame))

    def sequences(self) -> list[int]:
        numbers = [struct.unpack("!H", packet[2:4])[0] for packet in self.delivery.media]
        return [(number - self.first_sequence) & 0xFFFF for number in numbers]


def test_the_first_packet_is_the_one_that_was_promised() -> None:
    stage = _Stage()
    stage.show(0)
    sequence, timestamp = struct.unpack("!HI", stage.delivery.media[0][2:8])

    assert (sequence, timestamp) == (stage.first_sequence, stage.first_timestamp)


def test_a_reader_without_room_skips_to_the_next_key_frame_and_sees_the_gap() -> None:
    stage = _Stage()
    stage.show(key_frame=True)
    stage.delivery.room = False
    stage.show()
    stage.delivery.room = True
    stage.show()
    stage.show(key_frame=True)

    assert stage.sequences() == [0, 1, 6, 7]
    assert stage.playback.dropped_units == 2


def test_a_reader_that_never_has_room_is_hopeless() -> None:
    stage = _Stage()
    stage.delivery.room = False
    stage.show()
    stage.clock.advance(HOPELESS_AFTER_SECONDS)
    stage.show()
    assert not stage.playback.hopeless

    stage.clock.advance(1)
    assert stage.playback.hopeless


def test_waiting_for_a_key_frame_alone_is_not_hopeless() -> None:
    stage = _Stage()
    stage.delivery.room = False
    stage.show()
    stage.delivery.room = True
    stage.show()
    stage.clock.advance(10 * HOPELESS_AFTER_SECONDS)

    assert not stage.playback.hopeless


def test_sender_reports_come_first_and_then_at_their_interval() -> None:
    stage = _Stage()
    stage.show()
    stage.show()
    assert len(stage.delivery.control) == 1

    stage.clock.advance(REPORT_EVERY_SECONDS)
    stage.show()
    assert len(stage.delivery.control) == 2


def test_the_end_is_told_once() -> None:
    stage = _Stage()
    stage.playback.end()
    stage.playback.end()

    [last_words] = stage.delivery.control
    assert last_words[-8:-4] == struct.pack("!BBH", 0x81, 203, 1)
