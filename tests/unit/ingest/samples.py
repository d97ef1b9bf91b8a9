"""Pictures and parameter sets, made by hand, for the unit tests of ingest."""

from datetime import UTC, datetime

from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.subjects import StreamName

START = b"\x00\x00\x00\x01"
KEY = StreamKey("jakarta", "cam-1", StreamName.MAIN)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class BitWriter:
    """Writes what a parameter set holds."""

    def __init__(self) -> None:
        self._bits = ""

    def bits(self, value: int, count: int) -> "BitWriter":
        self._bits += format(value, f"0{count}b") if count else ""
        return self

    def unsigned(self, value: int) -> "BitWriter":
        text = format(value + 1, "b")
        self._bits += "0" * (len(text) - 1) + text
        return self

    def signed(self, value: int) -> "BitWriter":
        return self.unsigned(2 * value - 1 if value > 0 else -2 * value)

    def rbsp(self) -> bytes:
        """The bytes with the stop bit (7.3.2.11), emulation prevention put in (7.4.1)."""
        text = self._bits + "1"
        text += "0" * (-len(text) % 8)
        raw = bytes(int(text[place : place + 8], 2) for place in range(0, len(text), 8))
        escaped, zeros = bytearray(), 0
        for byte in raw:
            if zeros >= 2 and byte <= 3:
                escaped.append(3)
                zeros = 0
            escaped.append(byte)
            zeros = zeros + 1 if byte == 0 else 0
        return bytes(escaped)


def h264_sps(width: int = 1280, height: int = 720) -> bytes:
    """A Baseline sequence parameter set for an even size."""
    across, down = -(-width // 16), -(-height // 16)
    right, bottom = (across * 16 - width) // 2, (down * 16 - height) // 2
    writer = BitWriter().bits(66, 8).bits(0xC0, 8).bits(31, 8).unsigned(0)
    writer.unsigned(0).unsigned(2).unsigned(1).bits(0, 1)
    writer.unsigned(across - 1).unsigned(down - 1).bits(1, 1).bits(1, 1)
    writer.bits(1, 1).unsigned(0).unsigned(right).unsigned(0).unsigned(bottom).bits(0, 1)
    return b"\x67" + writer.rbsp()


SPS = h264_sps()
PPS = b"\x68\xce\x38\x80"
SETS = START + SPS + START + PPS
IDR = START + b"\x65\x88\x84\x21"
SLICE = START + b"\x41\x9a\x02\x04"
DELIMITER = START + b"\x09\x10"


def key_picture(pts_90k: int | None = 0, payload: bytes = SETS + IDR) -> Picture:
    return Picture(payload, pts_90k)


def picture(pts_90k: int | None, *, after_loss: bool = False) -> Picture:
    return Picture(SLICE, pts_90k, after_loss=after_loss)


def unit(seq: int, *, key_frame: bool = False, run: int = 1, payload: bytes = SLICE) -> AccessUnit:
    return AccessUnit(Codec.H264, seq * 9000, key_frame, run, seq, NOON, payload)
