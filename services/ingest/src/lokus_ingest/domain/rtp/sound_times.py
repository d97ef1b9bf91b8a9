"""Times sounds by the pictures' clock, as RTP tells both: by sender reports, or by when they came."""

from collections.abc import Callable
from typing import Final

from lokus_ingest.domain.lip_sync import LipSync
from lokus_ingest.domain.rtp.receiver import Receiver
from lokus_ingest.domain.sound import Sound

_CLOCK_90K: Final = 90_000


class SoundTimes:
    """`receivers` gives who receives the pictures and who the sound."""

    def __init__(
        self, receivers: Callable[[], tuple[Receiver, Receiver] | None], hear: Callable[[Sound], None]
    ) -> None:
        self._receivers = receivers
        self._hear = hear
        self._sync = LipSync()

    def take(self, sound: Sound) -> None:
        """Hand a sound on; what comes before the first picture belongs to none."""
        receivers = self._receivers()
        if receivers is None:
            return
        pictures, sounds = receivers
        picture_90k = pictures.expected_90k(sounds.heard_seconds)
        if picture_90k is not None:
            placed_90k = self._sync.place(sound.pts_90k, picture_90k, _told_90k(pictures, sounds))
            self._hear(sound._replace(pts_90k=placed_90k))


def _told_90k(pictures: Receiver, sounds: Receiver) -> int | None:
    """By how much the pictures' clock is ahead, according to their latest sender reports."""
    pictures_ahead, sounds_ahead = pictures.clocks.ahead_seconds, sounds.clocks.ahead_seconds
    if pictures_ahead is None or sounds_ahead is None:
        return None
    return round((pictures_ahead - sounds_ahead) * _CLOCK_90K)
