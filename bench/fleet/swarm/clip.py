"""The clip that every camera plays: 1080p25 of 2 Mbit/s, a key frame each 2 s, noisy as a real sensor.

Without the noise a drawn street would take a fraction of the rate, most of it in its key frames.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from lokus_local.virtual_camera.bitstream import AccessUnit, Codec, StreamDescription, parameter_sets
from lokus_local.virtual_camera.encoding import Encoder, PictureFormat
from lokus_local.virtual_camera.payload import payloads_of
from lokus_local.virtual_camera.scene import Scene

FRAMES_PER_SECOND: Final = 25
BITS_PER_SECOND: Final = 2_000_000
GOP_PICTURES: Final = 50
_WIDTH, _HEIGHT = 1920, 1080
_ROUNDS: Final = 2
_NOISE_LEVELS: Final = 5


@dataclass(frozen=True, slots=True)
class Clip:
    """`pictures` are the RTP payloads of each access unit; key frames are at multiples of GOP_PICTURES."""

    description: StreamDescription
    pictures: tuple[tuple[bytes, ...], ...]


def make_clip() -> Clip:
    """Draw and encode it. The first GOP, in which the encoder finds its rate, is left out."""
    wanted = PictureFormat(
        Codec.H264,
        _WIDTH,
        _HEIGHT,
        Fraction(FRAMES_PER_SECOND),
        GOP_PICTURES / FRAMES_PER_SECOND,
        BITS_PER_SECOND,
    )
    scene, encoder = Scene(_WIDTH, _HEIGHT, always_night=False), Encoder(wanted)
    noise = np.random.default_rng(1).integers(0, _NOISE_LEVELS, (_HEIGHT * 3 // 2 + 97, _WIDTH), np.uint8)
    units = []
    for number in range((_ROUNDS + 1) * GOP_PICTURES):
        shift = number * 37 % 97  # other noise in each picture, without drawing it anew
        picture = scene.render(number * 1000 // FRAMES_PER_SECOND) + noise[shift : shift + _HEIGHT * 3 // 2]
        nals, key_frame = encoder.encode(picture)
        units.append(AccessUnit(nals, 0, key_frame))
    sets = parameter_sets(units[0].nals, Codec.H264)
    kept = tuple(payloads_of(unit, Codec.H264) for unit in units[GOP_PICTURES:])
    return Clip(StreamDescription(Codec.H264, sets, FRAMES_PER_SECOND), kept)
