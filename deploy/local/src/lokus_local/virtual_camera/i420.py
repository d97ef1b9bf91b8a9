"""Pictures in planar 4:2:0, the layout in which encoders take them.

A picture is one uint8 array (height * 3 / 2, width): the luma plane, then both chroma planes at
half size. Rendering straight into it saves a colour conversion for every frame. Pure.
"""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]


def from_bgr(bgr: Picture) -> Picture:
    """Convert a BGR picture with even sides."""
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2YUV_I420), np.uint8)


def planes(picture: Picture) -> tuple[Picture, Picture, Picture]:
    """Return views of Y, U and V; to write into them is to write into the picture."""
    height, width = picture.shape[0] * 2 // 3, picture.shape[1]
    quarter = height * width // 4
    chroma = picture[height:].reshape(-1)
    half = (height // 2, width // 2)
    return picture[:height], chroma[:quarter].reshape(half), chroma[quarter:].reshape(half)


@dataclass(frozen=True, slots=True)
class Sprite:
    """A small picture with a shape: three planes and the masks that say which pixels count."""

    planes: tuple[Picture, Picture, Picture]
    masks: tuple[Mask, Mask, Mask]

    @classmethod
    def from_bgr(cls, bgr: Picture, shape: Picture) -> Self:
        """Take the pixels of `bgr` where `shape` is not 0; both have the same, even sides."""
        luma_mask = shape > 0
        chroma_mask = luma_mask[::2, ::2]
        return cls(planes(from_bgr(bgr)), (luma_mask, chroma_mask, chroma_mask))

    @property
    def width(self) -> int:
        """Width in luma pixels."""
        return int(self.planes[0].shape[1])

    @property
    def height(self) -> int:
        """Height in luma pixels."""
        return int(self.planes[0].shape[0])

    def mirrored(self) -> "Sprite":
        """Return the sprite that faces the other way."""
        luma, blue, red = (plane[:, ::-1] for plane in self.planes)
        luma_mask, chroma_mask = self.masks[0][:, ::-1], self.masks[1][:, ::-1]
        return Sprite((luma, blue, red), (luma_mask, chroma_mask, chroma_mask))

    def paste(self, picture: Picture, x: int, y: int) -> None:
        """Draw the sprite with its corner at (x, y), clipped at the picture's edges."""
        # Chroma is at half size: an odd corner would tear colour from shape.
        x, y = x & ~1, y & ~1
        for plane, source, mask, step in zip(
            planes(picture), self.planes, self.masks, (1, 2, 2), strict=True
        ):
            _paste_plane(plane, source, mask, x // step, y // step)


def _paste_plane(target: Picture, source: Picture, mask: Mask, x: int, y: int) -> None:
    left, top = max(0, -x), max(0, -y)
    right = min(source.shape[1], target.shape[1] - x)
    bottom = min(source.shape[0], target.shape[0] - y)
    if left >= right or top >= bottom:
        return
    part = (slice(top, bottom), slice(left, right))
    window = target[y + top : y + bottom, x + left : x + right]
    np.copyto(window, source[part], where=mask[part])
