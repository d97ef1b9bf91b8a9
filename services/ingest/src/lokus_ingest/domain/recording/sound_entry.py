"""What a decoder of sound is set up with: the sample entries `mp4a`, `Opus`, `alaw` and `ulaw`.

AAC as in ISO/IEC 14496-14, 5.6, Opus as in its encapsulation in ISOBMFF, 4.3, G.711 as QuickTime has it.
"""

import struct
from typing import Final

from lokus_ingest.domain.recording.boxes import box, full_box
from lokus_ingest.domain.sound import SoundFormat
from lokus_proto.v1.recording import SoundCodec

_KINDS: Final = {
    SoundCodec.AAC: b"mp4a",
    SoundCodec.OPUS: b"Opus",
    SoundCodec.PCMA: b"alaw",
    SoundCodec.PCMU: b"ulaw",
}
_SAMPLE_BITS: Final = 16
_MOST_HZ: Final = 0xFFFF
_AUDIO_ISO_14496_3, _AUDIO_STREAM = 0x40, 0x15
_STREAM, _DECODER, _SPECIFIC, _LAYER = 3, 4, 5, 6


def sound_entry(sound: SoundFormat) -> bytes:
    """The entry of a sound track (ISO/IEC 14496-12, 12.2.3)."""
    rate_hz = sound.rate_hz if sound.rate_hz <= _MOST_HZ else 0
    audio = struct.pack(">6xH8xHH4xI", 1, sound.channels, _SAMPLE_BITS, rate_hz << 16)
    return box(_KINDS[sound.codec], audio, _setup(sound))


def _setup(sound: SoundFormat) -> bytes:
    if sound.codec is SoundCodec.AAC:
        return full_box(b"esds", 0, 0, _stream_descriptor(sound.config))
    if sound.codec is SoundCodec.OPUS:  # of a live stream nothing is to be skipped
        return box(b"dOps", struct.pack(">BBHIhB", 0, sound.channels, 0, sound.rate_hz, 0, 0))
    return b""


def _stream_descriptor(config: bytes) -> bytes:
    """ISO/IEC 14496-1, 7.2.6; rates and buffers are not known beforehand."""
    decoder = struct.pack(">BBHBII", _AUDIO_ISO_14496_3, _AUDIO_STREAM, 0, 0, 0, 0)
    return _descriptor(
        _STREAM,
        struct.pack(">HB", 0, 0),
        _descriptor(_DECODER, decoder, _descriptor(_SPECIFIC, config)),
        _descriptor(_LAYER, b"\x02"),
    )


def _descriptor(tag: int, *parts: bytes) -> bytes:
    """A tag, a length of four bytes (8.3.3), the content."""
    content = b"".join(parts)
    length = len(content)
    sized = (length >> 21 & 0x7F | 0x80, length >> 14 & 0x7F | 0x80, length >> 7 & 0x7F | 0x80, length & 0x7F)
    return bytes((tag, *sized)) + content
