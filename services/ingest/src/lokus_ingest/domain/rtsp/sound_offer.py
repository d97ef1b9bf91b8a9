"""What a decoder of a camera's sound is set up with, out of the camera's description.

AAC by RFC 3640, G.711 by RFC 3551, Opus by RFC 7587. AAC says it in its AudioSpecificConfig; where a camera
leaves that out, it is the plainest AAC of the rate and channels that the description names.
"""

import binascii
from typing import Final

from lokus_ingest.domain.bits import BitReader
from lokus_ingest.domain.rtsp.sdp import Format
from lokus_ingest.domain.sound import OPUS_HZ, SoundFormat
from lokus_proto.v1.recording import SoundCodec

MOST_HZ: Final = 192_000
MOST_CHANNELS: Final = 8
_AAC_HZ: Final = (
    *(96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000),
    *(22_050, 16_000, 12_000, 11_025, 8_000, 7_350),
)
_HZ_FOLLOWS, _TYPE_FOLLOWS = 15, 31
_LOW_COMPLEXITY: Final = 2
_WITH_EXTENSION: Final = frozenset({5, 29})
_LOW_DELAY: Final = frozenset({23, 39})
_PLAIN: Final = frozenset({1, 2, 3, 4, *_WITH_EXTENSION, *_LOW_DELAY})
_EIGHT_CHANNELS = 7
_G711: Final = {"pcma": SoundCodec.PCMA, "pcmu": SoundCodec.PCMU}


def sound_format(offered: Format) -> SoundFormat | None:
    """None if it is not read here, or makes no sense."""
    rate_hz, channels = offered.clock_hz, offered.channels
    if not (0 < rate_hz <= MOST_HZ and 0 < channels <= MOST_CHANNELS):
        return None
    if offered.codec == "opus":
        return SoundFormat(SoundCodec.OPUS, OPUS_HZ, 2)
    if offered.codec in _G711:
        return SoundFormat(_G711[offered.codec], rate_hz, channels)
    if offered.codec != "mpeg4-generic":
        return None
    try:
        config = binascii.unhexlify(offered.fmtp.get("config", ""))
        return aac_format(config or _plain_config(rate_hz, channels), channels)
    except ValueError:
        return None


def _plain_config(rate_hz: int, channels: int) -> bytes:
    """Of AAC-LC with frames of 1,024 samples; ValueError if there is no such rate."""
    return (_LOW_COMPLEXITY << 11 | _AAC_HZ.index(rate_hz) << 7 | channels << 3).to_bytes(2, "big")


def aac_format(config: bytes, channels: int) -> SoundFormat | None:
    """What an AudioSpecificConfig says (ISO/IEC 14496-3, 1.6.2.1); ValueError if it ends too early.

    `channels`: how many there are if it leaves that open.
    """
    reader = BitReader(config)
    kind = _object_type(reader)
    rate_hz, told = _rate_hz(reader), reader.bits(4)
    if kind in _WITH_EXTENSION:  # which doubles the rate of what is coded, for those who can
        _rate_hz(reader)
        kind = _object_type(reader)
    if kind not in _PLAIN or not 0 < rate_hz <= MOST_HZ or told > _EIGHT_CHANNELS:
        return None
    samples = (960 if reader.flag() else 1024) // (2 if kind in _LOW_DELAY else 1)
    channels = MOST_CHANNELS if told == _EIGHT_CHANNELS else told or channels
    return SoundFormat(SoundCodec.AAC, rate_hz, channels, samples, config)


def _object_type(reader: BitReader) -> int:
    kind = reader.bits(5)
    return 32 + reader.bits(6) if kind == _TYPE_FOLLOWS else kind


def _rate_hz(reader: BitReader) -> int:
    index = reader.bits(4)
    if index == _HZ_FOLLOWS:
        return reader.bits(24)
    return _AAC_HZ[index] if index < len(_AAC_HZ) else 0
