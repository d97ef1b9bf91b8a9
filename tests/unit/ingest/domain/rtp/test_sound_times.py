from lokus_ingest.domain.rtp.receiver import Receiver
from lokus_ingest.domain.rtp.rtcp import SenderReport
from lokus_ingest.domain.rtp.sound import SoundPayloads
from lokus_ingest.domain.rtp.sound_times import SoundTimes
from lokus_ingest.domain.sound import Sound, SoundFormat
from lokus_proto.v1.recording import SoundCodec
from unit.ingest.domain.rtp.packets import AUDIO, VIDEO

PCMA = SoundFormat(SoundCodec.PCMA, 8000, 1)


class Rig:
    """A receiver of pictures and one of sound; times in seconds of each one's own clock."""

    def __init__(self) -> None:
        self.heard: list[Sound] = []
        times = SoundTimes(lambda: (self.pictures, self.sounds), self.heard.append)
        media = SoundPayloads(AUDIO, PCMA, times.take)
        self.pictures = Receiver(VIDEO, media, lambda *_: None)
        self.sounds = Receiver(AUDIO, media, lambda *_: None)
        self._sequence = 0

    def picture(self, own_seconds: float, now_seconds: float) -> None:
        stamp = round(own_seconds * 90_000) << 32 | 1
        self.pictures.take_odd(b"", 0, 0, self._header(96), stamp, now_seconds)

    def sound(self, own_seconds: float, now_seconds: float) -> int:
        """Its time among the pictures."""
        stamp = round(own_seconds * 8000) << 32 | 2
        self.sounds.take_odd(b"abc", 0, 3, self._header(8), stamp, now_seconds)
        return self.heard[-1].pts_90k if self.heard else -1

    def _header(self, kind: int) -> int:
        self._sequence += 1
        return (0x80 << 8 | kind) << 16 | self._sequence


def report(ssrc: int, camera_seconds: float, timestamp: int) -> SenderReport:
    return SenderReport(ssrc, round(camera_seconds * 2**32), timestamp)


def test_what_comes_before_the_first_picture_belongs_to_none() -> None:
    rig = Rig()
    rig.sound(5, 0)
    assert rig.heard == []


def test_a_sound_is_timed_by_the_picture_that_would_come_with_it() -> None:
    rig = Rig()
    rig.picture(2, 10)
    assert rig.sound(100, 10.5) == 2.5 * 90_000
    assert rig.sound(100.02, 10.9) == 2.52 * 90_000


def test_reports_of_both_say_it_better() -> None:
    rig = Rig()
    rig.picture(2, 10)
    rig.sound(100, 10)
    rig.pictures.learn(report(1, 1000.0, 180_000), 10)
    assert rig.sound(100.1, 10.1) == 2.1 * 90_000
    rig.sounds.learn(report(2, 1000.25, 800_000), 10)
    assert abs(rig.sound(100.2, 10.2) - 2.45 * 90_000) <= 1
