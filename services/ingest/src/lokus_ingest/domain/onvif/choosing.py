"""Which of a device's profiles are `main` and `sub`.

Only what can be pulled and shown counts: H.264 or H.265 with a stream URL. `main` is the largest
picture, then the highest rate. `sub` is for walls of pictures: of those with fewer pixels, the one
nearest to 640 x 360; H.264 before H.265 where both are as good, for more viewers can show it.
"""

from collections.abc import Sequence
from typing import Final

from lokus_proto.v1.probe import Encoder, ProbedProfile

_CODECS: Final = ("h264", "h265")
_WALL_PIXELS: Final = 640 * 360


def choose(profiles: Sequence[ProbedProfile]) -> tuple[str | None, str | None]:
    """The tokens of main and sub; None where there is none."""
    usable = [(each, each.encoder) for each in profiles if each.encoder is not None and _usable(each)]
    if not usable:
        return None, None
    main, main_encoder = max(usable, key=lambda each: _size(each[1]))
    smaller = [each for each in usable if _pixels(each[1]) < _pixels(main_encoder)]
    sub = min(smaller, key=lambda each: _distance(each[1]), default=None)
    return main.token, None if sub is None else sub[0].token


def _usable(profile: ProbedProfile) -> bool:
    encoder = profile.encoder
    return profile.stream_url is not None and encoder is not None and encoder.codec in _CODECS


def _size(encoder: Encoder) -> tuple[int, float, int, int]:
    rank = -_CODECS.index(encoder.codec)
    return _pixels(encoder), encoder.fps or 0.0, encoder.bitrate_kbps or 0, rank


def _distance(encoder: Encoder) -> tuple[int, int, float]:
    return abs(_pixels(encoder) - _WALL_PIXELS), _CODECS.index(encoder.codec), -(encoder.fps or 0.0)


def _pixels(encoder: Encoder) -> int:
    return encoder.width * encoder.height
