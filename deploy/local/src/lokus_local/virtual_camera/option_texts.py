"""What users write for a size, a rate, a bitrate: texts to values, or one line of what to write.

Pure; raises StartError.
"""

import re
from fractions import Fraction

from lokus_kit.errors import StartError
from lokus_local.virtual_camera.burnt_in_clock import MIN_WIDTH

MIN_HEIGHT, MAX_SIDE = 180, 4096
MAX_RATE = 60
MAX_GOP_SECONDS = 600
MIN_BITRATE, MAX_BITRATE = 50_000, 100_000_000
_FACTORS = {"": 1, "k": 1_000, "M": 1_000_000}


def read_gop(seconds: float) -> float:
    """Check the time between key frames."""
    if 0 < seconds <= MAX_GOP_SECONDS:
        return seconds
    raise StartError(f"--gop-seconds {seconds:g}: give a number above 0, at most {MAX_GOP_SECONDS}")


def read_size(text: str) -> tuple[int, int]:
    """Read `WxH` in pixels, both even (4:2:0 colour has half the size)."""
    match = re.fullmatch(r"(\d{1,4})x(\d{1,4})", text)
    if match:
        width, height = int(match[1]), int(match[2])
        even = width % 2 == 0 and height % 2 == 0
        if even and MIN_WIDTH <= width <= MAX_SIDE and MIN_HEIGHT <= height <= MAX_SIDE:
            return width, height
    raise StartError(
        f"--size {text}: give even numbers as WxH, from {MIN_WIDTH}x{MIN_HEIGHT} to {MAX_SIDE}x{MAX_SIDE}"
    )


def read_rate(text: str) -> Fraction:
    """Read pictures per second, as 12.5 or 30000/1001."""
    if re.fullmatch(r"\d{1,5}(\.\d{1,4}|/\d{1,5})?", text) and not re.search(r"/0+$", text):
        rate = Fraction(text)
        if 1 <= rate <= MAX_RATE:
            return rate
    raise StartError(f"--fps {text}: give a number from 1 to {MAX_RATE}, as 12.5 or 30000/1001")


def read_bitrate(text: str) -> int:
    """Read bits per second, with `k` for a thousand and `M` for a million."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,3})?)([kM]?)", text)
    bits = round(float(match[1]) * _FACTORS[match[2]]) if match else 0
    if MIN_BITRATE <= bits <= MAX_BITRATE:
        return bits
    raise StartError(f"--bitrate {text}: give bits per second from 50k to 100M, as 800k or 2M")
