"""A scripted camera that speaks: real sound of a real encoder beside its pictures, by its own clock."""

import struct

from integration.ingest.habits.camera import Camera, Session
from integration.ingest.habits.footage import INTERVAL_90K
from integration.ingest.habits.line import Line
from lokus_ingest.domain.sound import Sound
from lokus_proto.v1.recording import SoundCodec
from unit.ingest.encoded_sound import encoded_sound

SECONDS = 60
_HEADER = "m=audio 0 RTP/AVP 97\r\na=control:track2\r\na=rtpmap:97 {}\r\n"
_NAMES = {
    SoundCodec.AAC: "MPEG4-GENERIC/16000/1",
    SoundCodec.OPUS: "opus/48000/2",
    SoundCodec.PCMA: "PCMA/8000",
    SoundCodec.PCMU: "PCMU/8000/1",
}


class Speaking(Camera):
    """Sends each sound right behind the picture that is shown with it."""

    def __init__(self, codec: SoundCodec) -> None:
        super().__init__()
        self.sounds = encoded_sound(codec, seconds=SECONDS)
        self._codec = codec
        self._clock_hz = int(_NAMES[codec].split("/")[1])

    def sdp(self) -> str:
        fmtp = ""
        if self._codec is SoundCodec.AAC:
            config = self.sounds[0].format.config.hex()
            fmtp = "a=fmtp:97 streamtype=5;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;"
            fmtp += f"config={config}\r\n"
        return super().sdp() + _HEADER.format(_NAMES[self._codec]) + fmtp

    async def show(self, session: Session) -> None:
        lines = list(session.lines.values())
        waiting = list(reversed(self.sounds))
        for number in range(SECONDS * 90_000 // INTERVAL_90K):
            lines[0].picture(self.film, self.film.units[number % len(self.film.units)], number * INTERVAL_90K)
            while waiting and waiting[-1].pts_90k < (number + 1) * INTERVAL_90K:
                sound = waiting.pop()
                if len(lines) > 1:
                    lines[1].payload_type = 97
                    self.speak(lines[1], sound)
            await lines[0].pace()

    def speak(self, line: Line, sound: Sound) -> None:
        """Send one sound."""
        line.payload(self.packed(sound), sound.pts_90k * self._clock_hz // 90_000)

    def packed(self, sound: Sound) -> bytes:
        """A sound as the payload of a packet (RFC 3640, 3.3.6; all else as it is)."""
        if self._codec is SoundCodec.AAC:
            return struct.pack("!HH", 16, len(sound.payload) << 3) + sound.payload
        return sound.payload


class Raving(Speaking):
    """What it says is broken, jumps in time, changes its sender and its kind, and stops after a while."""

    def speak(self, line: Line, sound: Sound) -> None:
        number = sound.pts_90k // 1000
        junk = (b"\xff", self.packed(sound), b"\x00\x10\x07", bytes(range(200)), bytes(4))[number % 5]
        line.payload_type = 97 if number % 7 else 98
        line.ssrc += number % 11 == 0
        line.sequence = (line.sequence + number * 1000 * (number % 13 == 0)) & 0xFFFF
        if sound.pts_90k < 6 * 90_000:
            line.payload(junk, number * number * 7_919 & 0xFFFFFFFF)
