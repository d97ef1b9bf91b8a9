"""A clock in the picture that a program can read after lossy coding.

The strip lies in the top left corner, 72 columns wide and 2 rows high, in square blocks of side
`s = max(4, floor(width / 80))` pixels: block (column c, row r) covers x from `c*s` to `c*s+s-1`
and y from `r*s` to `r*s+s-1`. At 1280x720 a block is 16 pixels and the strip 1152x32.

Each column is one bit, written as a pair so that no threshold is needed: a 1 has the top block
white and the bottom block black, a 0 the reverse. To read one, compare the mean luma of the
middle halves of the two blocks (from `floor(s/4)` to `s - floor(s/4) - 1`): top > bottom is 1.

| columns | bits | content |
| --- | --- | --- |
| 0-3 | 4 | preamble 1 0 1 0 |
| 4-51 | 48 | UTC milliseconds since 1970-01-01, most significant bit first |
| 52-67 | 16 | CRC-16 of the six bytes before, most significant bit first |
| 68-71 | 4 | closing 0 1 0 1 |

The CRC is CRC-16/XMODEM (polynomial 0x1021, initial value 0, not reflected, no final xor):
`"123456789"` in ASCII gives 0x31C3. White is 235 and black is 16 (BT.601/709 video range).
A picture must be at least 320 pixels wide. Pure.
"""

import binascii
from typing import Any

import numpy as np
import numpy.typing as npt

MIN_WIDTH = 320
COLUMNS = 72
_PREAMBLE = "1010"
_CLOSING = "0101"
_WHITE, _BLACK = 235, 16
_PLANE = 2  # axes of a picture without colour

Picture = npt.NDArray[np.uint8]


def block_side(width: int) -> int:
    """Return the side of a block in pixels for a picture of this width."""
    return max(4, width // 80)


def draw(frame: Picture, utc_ms: int) -> None:
    """Write `utc_ms` (0 to 2**48 - 1) into a picture in place.

    `frame` is a luma plane (height, width) or a picture whose last axis is colour. Raises
    ValueError when the picture is too narrow or the time does not fit.
    """
    side = block_side(frame.shape[1])
    if frame.shape[1] < MIN_WIDTH or not 0 <= utc_ms < 1 << 48:
        raise ValueError(f"cannot draw {utc_ms} on a picture {frame.shape[1]} pixels wide")
    time_bytes = utc_ms.to_bytes(6, "big")
    bits = f"{_PREAMBLE}{utc_ms:048b}{binascii.crc_hqx(time_bytes, 0):016b}{_CLOSING}"
    top = np.fromiter((_WHITE if bit == "1" else _BLACK for bit in bits), np.uint8, COLUMNS)
    row = top.repeat(side)
    strip = frame[: 2 * side, : COLUMNS * side]
    if frame.ndim > _PLANE:
        row = row[:, np.newaxis]
    strip[:side] = row
    strip[side:] = _WHITE + _BLACK - row


def read(frame: npt.NDArray[Any]) -> int | None:
    """Return the UTC milliseconds burnt into a picture, or None when there is no whole strip.

    `frame` is luma (height, width) or has colour as its last axis, with values of any type.
    """
    if frame.shape[1] < MIN_WIDTH:
        return None
    bits = _read_columns(frame)
    if not (bits.startswith(_PREAMBLE) and bits.endswith(_CLOSING)):
        return None
    utc_ms, crc = int(bits[4:52], 2), int(bits[52:68], 2)
    return utc_ms if binascii.crc_hqx(utc_ms.to_bytes(6, "big"), 0) == crc else None


def _read_columns(frame: npt.NDArray[Any]) -> str:
    side = block_side(frame.shape[1])
    strip = frame[: 2 * side, : COLUMNS * side].astype(np.float32)
    if strip.ndim > _PLANE:
        strip = strip.mean(axis=2)
    margin = side // 4
    blocks = strip.reshape(2, side, COLUMNS, side)[:, margin : side - margin, :, margin : side - margin]
    top, bottom = blocks.mean(axis=(1, 3))
    return "".join("1" if upper > lower else "0" for upper, lower in zip(top, bottom, strict=True))
