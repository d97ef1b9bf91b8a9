"""What one connection's media look like from outside: counts, jitter, clocks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClockPair:
    """What a sender report said and when it came: wall time of the camera (seconds since 1970), its media
    time, and our monotonic time. Two of them tell how the clocks drift apart.
    """  # noqa: D205 (one sentence)

    camera_seconds: float
    media_seconds: float
    arrived_seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Since the connection began. `stream_bytes` are all that came.

    Of the video: `packets` in their place, `lost` and `late` ones, `foreign` (another sender's),
    `malformed` packets and payloads, `dropped` pictures that missed a part; `clocks`, the first pair and the
    latest. Of all: `stray_frames` that belong to no track, `audio_packets` taken, packets
    `passed_over` (of a track that nobody wants), `garbage_bytes` between frames.
    """

    stream_bytes: int = 0
    packets: int = 0
    lost: int = 0
    late: int = 0
    foreign: int = 0
    malformed: int = 0
    dropped: int = 0
    stray_frames: int = 0
    audio_packets: int = 0
    passed_over: int = 0
    garbage_bytes: int = 0
    jitter_seconds: float = 0.0
    clocks: tuple[ClockPair, ...] = ()
