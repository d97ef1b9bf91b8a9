"""Sound as real encoders make it: a tone, in the formats that cameras have."""

from fractions import Fraction
from functools import cache

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from lokus_ingest.domain.sound import Sound, SoundFormat
from lokus_proto.v1.recording import SoundCodec

TONE_HZ = 440
_ENCODERS = {
    SoundCodec.AAC: ("aac", "fltp", 16_000),
    SoundCodec.OPUS: ("libopus", "s16", 48_000),
    SoundCodec.PCMA: ("pcm_alaw", "s16", 8_000),
    SoundCodec.PCMU: ("pcm_mulaw", "s16", 8_000),
}
_G711_SAMPLES = 320


@cache
def encoded_sound(codec: SoundCodec, *, seconds: float = 2.4, start_90k: int = 0) -> tuple[Sound, ...]:
    """As packets of a camera, one behind another."""
    context = _encoder(codec)
    samples = context.frame_size or _G711_SAMPLES
    payloads = [
        bytes(packet)
        for number in range(round(seconds * context.sample_rate) // samples)
        for packet in context.encode(_frame(context, number * samples, samples))
    ]
    sound = _format(codec, context)
    payloads += [bytes(packet) for packet in context.encode(None)]
    spacing_90k = Fraction(90_000 * samples, context.sample_rate)
    return tuple(
        Sound(payload, start_90k + int(number * spacing_90k), sound)
        for number, payload in enumerate(payloads)
    )


def _encoder(codec: SoundCodec) -> AudioCodecContext:
    name, sample_format, rate_hz = _ENCODERS[codec]
    context = av.CodecContext.create(name, "w")
    assert isinstance(context, AudioCodecContext)
    context.sample_rate, context.layout, context.format = rate_hz, "mono", sample_format
    context.time_base = Fraction(1, rate_hz)
    context.open()
    return context


def _format(codec: SoundCodec, context: AudioCodecContext) -> SoundFormat:
    if codec is SoundCodec.AAC:
        return SoundFormat(codec, context.sample_rate, 1, 1024, context.extradata or b"")
    channels = 2 if codec is SoundCodec.OPUS else 1
    return SoundFormat(codec, context.sample_rate, channels)


def _frame(context: AudioCodecContext, start: int, samples: int) -> av.AudioFrame:
    times = (start + np.arange(samples)) / context.sample_rate
    wave = np.sin(2 * np.pi * TONE_HZ * times) * 0.5
    planar = context.format.name == "fltp"
    array = wave.astype(np.float32) if planar else (wave * 32767).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(array[np.newaxis, :], format=context.format.name, layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = context.sample_rate, start, context.time_base
    return frame
