"""Encoded sound as a source hands it over: what it is, and one access unit of it.

Speech is more delicate than a picture: nothing here is made unless the owner of the camera has its sound
recorded.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from lokus_proto.v1.recording import SoundCodec

OPUS_HZ: Final = 48_000
_OPUS_MOST_SAMPLES: Final = 5_760
_OPUS_SAMPLES: Final = (
    *(480, 960, 1920, 2880) * 3,  # SILK, narrow to wide band
    *(480, 960) * 2,  # hybrid
    *(120, 240, 480, 960) * 4,  # CELT
)
"""Of one frame, by the configuration that its packet begins with (RFC 6716, section 3.1)."""


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """What a decoder of sound is set up with.

    `unit_samples`: samples of each channel in an access unit, 0 if that differs from one to the next;
    `config`: the AudioSpecificConfig of AAC (ISO/IEC 14496-3, 1.6.2.1).
    """

    codec: SoundCodec
    rate_hz: int
    channels: int
    unit_samples: int = 0
    config: bytes = b""

    def samples(self, payload: bytes) -> int:
        """The length of an access unit, in samples of each channel; 0 if it makes no sense."""
        if self.unit_samples:
            return self.unit_samples
        if self.codec is SoundCodec.OPUS:
            return _opus_samples(payload)
        return len(payload) // self.channels


class Sound(NamedTuple):
    """One access unit of AAC without a header of its own, or one packet of another codec.

    `pts_90k`: in 1/90000 s on the clock of the pictures that come beside it.
    """

    payload: bytes
    pts_90k: int
    format: SoundFormat


def _opus_samples(packet: bytes) -> int:
    if not packet:
        return 0
    code, samples = packet[0] & 3, _OPUS_SAMPLES[packet[0] >> 3]
    counted = packet[1] & 0x3F if len(packet) > 1 else 0
    samples *= (1, 2, 2, counted)[code]
    return samples if samples <= _OPUS_MOST_SAMPLES else 0
