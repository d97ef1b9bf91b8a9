from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_local.virtual_camera import burnt_in_clock
from lokus_local.virtual_camera.bitstream import Codec
from lokus_local.virtual_camera.encoding import Encoder, PictureFormat
from lokus_local.virtual_camera.scene import Scene

TRAFFIC_MS = 1_771_027_200_000 + 5_000


@given(st.integers(0, (1 << 48) - 1), st.sampled_from([320, 640, 1280, 1918]), st.sampled_from([(), (3,)]))
def test_what_was_drawn_is_read(utc_ms: int, width: int, colours: tuple[int, ...]) -> None:
    frame = np.zeros((100, width, *colours), np.uint8)
    burnt_in_clock.draw(frame, utc_ms)

    assert burnt_in_clock.read(frame) == utc_ms


@given(st.integers(0, 71), st.integers(0, (1 << 48) - 1))
def test_one_turned_column_is_noticed(column: int, utc_ms: int) -> None:
    frame = np.zeros((20, 400), np.uint8)
    burnt_in_clock.draw(frame, utc_ms)
    strip = frame[:10, column * 5 : column * 5 + 5]
    strip[:] = 251 - strip

    assert burnt_in_clock.read(frame) is None


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_a_picture_without_a_strip_reads_as_none(grey: int) -> None:
    assert burnt_in_clock.read(np.full((100, 640), grey, np.uint8)) is None


def test_a_narrow_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="318 pixels wide"):
        burnt_in_clock.draw(np.zeros((100, 318), np.uint8), 1)


def test_the_crc_is_the_documented_one() -> None:
    frame = np.zeros((40, 1280), np.uint8)
    burnt_in_clock.draw(frame, int.from_bytes(b"123456", "big"))
    bits = "".join("1" if top > 128 else "0" for top in frame[8, 8 : 72 * 16 : 16])

    assert (bits[:4], bits[68:]) == ("1010", "0101")
    assert bits[4:52] == "".join(f"{byte:08b}" for byte in b"123456")
    assert int(bits[52:68], 2) == _xmodem(b"123456")
    assert _xmodem(b"123456789") == 0x31C3


def _xmodem(message: bytes) -> int:
    crc = 0
    for byte in message:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


@pytest.mark.parametrize(
    ("width", "height", "bitrate"), [(1280, 720, 1_000_000), (640, 360, 300_000), (320, 180, 150_000)]
)
def test_the_strip_survives_coding_in_traffic(width: int, height: int, bitrate: int) -> None:
    scene = Scene(width, height, always_night=False)
    encoder = Encoder(PictureFormat(Codec.H264, width, height, Fraction(15), 2.0, bitrate))
    decoder = av.CodecContext.create("h264", "r")
    times_ms = [TRAFFIC_MS + round(n * 1000 / 15) for n in range(45)]
    read = []
    for utc_ms in times_ms:
        nals, _ = encoder.encode(scene.render(utc_ms))
        packet = av.Packet(b"".join(b"\0\0\0\1" + nal for nal in nals))
        read += [burnt_in_clock.read(f.to_ndarray(format="gray")) for f in decoder.decode(packet)]
    read += [burnt_in_clock.read(f.to_ndarray(format="gray")) for f in decoder.decode(None)]

    assert read == times_ms
