"""The drawings of the synthetic scene: a street by day and by night, vehicles and walkers.

Everything is drawn once, when the scene is made, in units of a 1280x720 picture and scaled to the
asked size. Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from lokus_local.virtual_camera.i420 import Picture, Sprite, from_bgr

BASE_WIDTH, BASE_HEIGHT = 1280, 720
Colour = tuple[int, int, int]
_Box = Callable[[float, float, float, float, Colour], None]

_BUILDINGS: tuple[tuple[int, int, int, Colour], ...] = (
    # left, top, width and day colour (BGR) of each house; all stand on the pavement at y = 400
    (20, 150, 200, (150, 170, 190)),
    (240, 190, 170, (120, 140, 175)),
    (430, 110, 230, (165, 165, 170)),
    (680, 170, 180, (140, 165, 150)),
    (880, 130, 210, (160, 150, 140)),
    (1110, 180, 160, (130, 150, 190)),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """From 1280x720 units to pixels."""

    x: float
    y: float

    def point(self, x: float, y: float) -> tuple[int, int]:
        """Return the pixel of a point."""
        return round(x * self.x), round(y * self.y)

    def even_size(self, width: float, height: float) -> tuple[int, int]:
        """Return a size in pixels with even sides, at least 4x4."""
        w, h = self.point(width, height)
        return max(4, w & ~1), max(4, h & ~1)


def paint_street(width: int, height: int, *, night: bool) -> Picture:
    """Paint the still background in I420, with neutral colour beneath the burnt-in clock."""
    scale = Scale(width / BASE_WIDTH, height / BASE_HEIGHT)
    canvas = np.zeros((height, width, 3), np.uint8)

    def box(x: float, y: float, w: float, h: float, colour: Colour) -> None:
        corner, opposite = scale.point(x, y), scale.point(x + w, y + h)
        cv2.rectangle(canvas, corner, opposite, colour, cv2.FILLED)

    box(0, 0, 1280, 400, (55, 35, 25) if night else (225, 195, 160))
    for left, top, breadth, colour in _BUILDINGS:
        box(left, top, breadth, 400 - top, _dim(colour) if night else colour)
        _paint_windows(box, left, top, breadth, night=night)
    box(0, 400, 1280, 70, (48, 48, 50) if night else (165, 168, 170))
    box(0, 470, 1280, 190, (30, 28, 28) if night else (95, 92, 90))
    for dash in range(0, 1280, 120):
        box(dash, 560, 60, 8, (110, 110, 110) if night else (225, 225, 225))
    box(0, 660, 1280, 60, (42, 44, 42) if night else (140, 150, 145))
    for clock_band in ((0, 0, 1280, 36), (0, 680, 560, 40)):
        box(*clock_band, (90, 90, 90))
    return from_bgr(canvas)


def _paint_windows(box: _Box, left: int, top: int, breadth: int, *, night: bool) -> None:
    for row, y in enumerate(range(top + 20, 360, 50)):
        for column, x in enumerate(range(left + 18, left + breadth - 30, 44)):
            lit = night and (row * 7 + column * 5 + left) % 3 == 0
            dark = (35, 30, 28) if night else (110, 95, 80)
            box(x, y, 24, 28, (110, 200, 235) if lit else dark)


def draw_vehicle(scale: Scale, colour: Colour, *, tall: bool, night: bool) -> Sprite:
    """Draw a car, or a van when `tall`, that faces right."""
    width, height = scale.even_size(210, 110 if tall else 82)
    bgr = np.zeros((height, width, 3), np.uint8)
    shape = np.zeros((height, width), np.uint8)
    cabin = (0.04, 0.0, 0.80, 0.5) if tall else (0.2, 0.0, 0.55, 0.5)
    body = _dim(colour) if night else colour
    glass = (50, 45, 40) if night else (200, 190, 170)
    for part, paint in (
        (cabin, body),
        ((cabin[0] + 0.06, 0.1, cabin[2] - 0.12, 0.3), glass),
        ((0.0, 0.38, 1.0, 0.45), body),
        ((0.95, 0.45, 0.05, 0.12), (235, 250, 255)),
        ((0.0, 0.45, 0.03, 0.12), (40, 40, 230)),
    ):
        _fill(bgr, shape, part, paint)
    for centre in (0.22, 0.78):
        hub = (round(centre * width), round(0.82 * height))
        cv2.circle(bgr, hub, max(2, round(0.17 * height)), (25, 25, 25), cv2.FILLED)
        cv2.circle(shape, hub, max(2, round(0.17 * height)), 255, cv2.FILLED)
    return Sprite.from_bgr(bgr, shape)


def draw_walker(scale: Scale, colour: Colour, *, stride: float, night: bool) -> Sprite:
    """Draw a person in mid-step; `stride` from -1 to 1 says how far apart the legs are."""
    width, height = scale.even_size(52, 128)
    bgr = np.zeros((height, width, 3), np.uint8)
    shape = np.zeros((height, width), np.uint8)
    coat, skin = (_dim(colour), (70, 85, 105)) if night else (colour, (120, 160, 205))
    hip = (width // 2, round(0.58 * height))
    thickness = max(2, round(0.16 * width))
    for side in (-1, 1):
        foot = (round(width * (0.5 + 0.34 * side * stride)), height - 2)
        cv2.line(bgr, hip, foot, (60, 45, 40), thickness)
        cv2.line(shape, hip, foot, 255, thickness)
    _fill(bgr, shape, (0.28, 0.2, 0.44, 0.42), coat)
    head = (width // 2, round(0.11 * height))
    cv2.circle(bgr, head, max(2, round(0.09 * height)), skin, cv2.FILLED)
    cv2.circle(shape, head, max(2, round(0.09 * height)), 255, cv2.FILLED)
    return Sprite.from_bgr(bgr, shape)


def _fill(bgr: Picture, shape: Picture, part: tuple[float, float, float, float], colour: Colour) -> None:
    """Fill a box given in fractions (x, y, width, height) of the sprite, in picture and shape."""
    height, width = shape.shape
    x, y, w, h = part
    corner = (round(x * width), round(y * height))
    opposite = (round((x + w) * width) - 1, round((y + h) * height) - 1)
    cv2.rectangle(bgr, corner, opposite, colour, cv2.FILLED)
    cv2.rectangle(shape, corner, opposite, 255, cv2.FILLED)


def _dim(colour: Colour) -> Colour:
    blue, green, red = colour
    return blue * 2 // 5, green * 2 // 5, red * 2 // 5
