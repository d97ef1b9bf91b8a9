"""A street that moves: what the camera sees when it is given no clip.

The picture is a pure function of the wall clock, so nothing is kept between frames. Each cycle of
40 seconds has traffic, a rest, walkers, and a rest again, so that motion starts and stops; day and
night take turns every five minutes unless it is always night. Each frame carries the burnt-in
clock twice: the strip for programs at the top and the time in words for people at the bottom.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import cv2
import numpy as np

from lokus_local.virtual_camera import burnt_in_clock
from lokus_local.virtual_camera.i420 import Picture, Sprite
from lokus_local.virtual_camera.street import (
    BASE_HEIGHT,
    BASE_WIDTH,
    Colour,
    Scale,
    draw_vehicle,
    draw_walker,
    paint_street,
)

WIB = timezone(timedelta(hours=7), "WIB")
CYCLE_SECONDS = 40.0
_DAY_SECONDS = 300.0
_DUSK_SECONDS = 20.0
_STEPS_PER_SECOND = 6.0
_STRIDES = (1.0, 0.4, 0.1, 0.4)
_COLOURS: tuple[Colour, ...] = ((60, 60, 200), (190, 120, 50), (200, 205, 205), (70, 150, 80))


@dataclass(frozen=True, slots=True)
class Crossing:
    """One actor's way across the street, in 1280x720 units; a negative speed goes left."""

    starts_at_seconds: float
    speed_per_second: float
    y: int
    looks: tuple[Sprite, ...]

    def paste(self, picture: Picture, scale: Scale, cycle_seconds: float) -> None:
        """Draw the actor where it is at this moment of the cycle; off the picture, not at all."""
        underway_seconds = cycle_seconds - self.starts_at_seconds
        if underway_seconds < 0:
            return
        look = self.looks[int(underway_seconds * _STEPS_PER_SECOND) % len(self.looks)]
        way = underway_seconds * self.speed_per_second * scale.x
        x = way - look.width if self.speed_per_second > 0 else picture.shape[1] + way
        look.paste(picture, round(x), round(self.y * scale.y))


class Scene:
    """Renders the street at any moment, in I420, always into a new array."""

    def __init__(self, width: int, height: int, *, always_night: bool) -> None:
        self._scale = Scale(width / BASE_WIDTH, height / BASE_HEIGHT)
        self._always_night = always_night
        self._streets = {night: paint_street(width, height, night=night) for night in (False, True)}
        self._crossings = {night: _crossings(self._scale, night=night) for night in (False, True)}
        self._size = (width, height)

    def render(self, utc_ms: int) -> Picture:
        """Return the picture of this moment as an array (height * 3 / 2, width)."""
        seconds = utc_ms / 1000
        darkness = 1.0 if self._always_night else darkness_at(seconds)
        picture = self._background(darkness)
        for crossing in self._crossings[round(darkness) == 1]:
            crossing.paste(picture, self._scale, seconds % CYCLE_SECONDS)
        width, height = self._size
        burnt_in_clock.draw(picture[:height], utc_ms)
        _write_time(picture[:height], width, utc_ms)
        return picture

    def _background(self, darkness: float) -> Picture:
        if darkness in (0.0, 1.0):
            return self._streets[darkness == 1.0].copy()
        day, night = self._streets[False], self._streets[True]
        return np.asarray(cv2.addWeighted(day, 1 - darkness, night, darkness, 0), np.uint8)


def darkness_at(seconds: float) -> float:
    """How much of the night is there, 0 to 1: five minutes each, with a short dusk and dawn."""
    into = seconds % (2 * _DAY_SECONDS)
    dusk = min(1.0, max(0.0, (into - _DAY_SECONDS) / _DUSK_SECONDS))
    dawn = min(1.0, max(0.0, (into - 2 * _DAY_SECONDS + _DUSK_SECONDS) / _DUSK_SECONDS))
    return dusk - dawn


def _crossings(scale: Scale, *, night: bool) -> tuple[Crossing, ...]:
    """All actors of one cycle: traffic from 0 to 14 s, walkers from 20 to 36 s, rests between."""

    def vehicle(number: int, *, tall: bool = False, leftward: bool = False) -> tuple[Sprite, ...]:
        sprite = draw_vehicle(scale, _COLOURS[number], tall=tall, night=night)
        return (sprite.mirrored() if leftward else sprite,)

    def walker(number: int) -> tuple[Sprite, ...]:
        colour = _COLOURS[number]
        return tuple(draw_walker(scale, colour, stride=far, night=night) for far in _STRIDES)

    return (
        Crossing(1.0, -210, 462, vehicle(1, leftward=True)),
        Crossing(3.5, -240, 440, vehicle(2, tall=True, leftward=True)),
        Crossing(0.0, 190, 572, vehicle(0)),
        Crossing(4.0, 230, 548, vehicle(3, tall=True)),
        Crossing(20.0, 105, 330, walker(0)),
        Crossing(21.5, -110, 342, walker(3)),
        Crossing(22.0, 110, 588, walker(1)),
    )


def _write_time(luma: Picture, width: int, utc_ms: int) -> None:
    """Write the time for people, in western Indonesian time, light on a dark band."""
    moment = datetime.fromtimestamp(utc_ms / 1000, UTC).astimezone(WIB)
    text = f"{moment:%Y-%m-%d %H:%M:%S}.{utc_ms % 1000:03d} {moment.tzname()}"
    scale = width / BASE_WIDTH
    band_height = round(40 * scale)
    luma[-band_height:, : round(560 * scale)] = 24
    origin = (round(12 * scale), luma.shape[0] - round(11 * scale))
    cv2.putText(luma, text, origin, cv2.FONT_HERSHEY_SIMPLEX, 0.9 * scale, 225, max(1, round(2 * scale)))
