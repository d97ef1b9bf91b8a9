"""Where access units come from: the scene, or a clip that starts over at its end.

`Broadcast` asks a source when its next unit is due and then, in the worker thread, for the unit.
A source counts its own time from 0 in 1/90000 s; that time only rises.
"""

from typing import Protocol

from lokus_kit.clock import Clock, utc_milliseconds
from lokus_local.virtual_camera.bitstream import TICKS_PER_SECOND, AccessUnit, StreamDescription
from lokus_local.virtual_camera.clip import Clip
from lokus_local.virtual_camera.encoding import Encoder, PictureFormat, probe_parameter_sets
from lokus_local.virtual_camera.scene import Scene


class PictureSource(Protocol):
    """An endless row of access units."""

    @property
    def description(self) -> StreamDescription:
        """What a reader is told beforehand."""
        ...

    @property
    def due_90k(self) -> int:
        """The time of the next unit."""
        ...

    def produce(self) -> AccessUnit:
        """Make the next unit and move on. Called in the worker thread only."""
        ...


class SceneSource:
    """Renders and encodes the street as it is at the moment of each call."""

    def __init__(self, picture_format: PictureFormat, clock: Clock, *, always_night: bool) -> None:
        self._format = picture_format
        self._clock = clock
        self._scene = Scene(picture_format.width, picture_format.height, always_night=always_night)
        self._encoder = Encoder(picture_format)
        self._produced = 0
        sets = probe_parameter_sets(picture_format, self._scene.render(0))
        rate = float(picture_format.frames_per_second)
        self.description = StreamDescription(picture_format.codec, sets, rate)

    @property
    def due_90k(self) -> int:
        """The time of the next frame, at a constant rate."""
        return round(self._produced * TICKS_PER_SECOND / self._format.frames_per_second)

    def produce(self) -> AccessUnit:
        """Render and encode the present moment."""
        due_90k = self.due_90k
        picture = self._scene.render(utc_milliseconds(self._clock.now()))
        nals, key_frame = self._encoder.encode(picture)
        self._produced += 1
        return AccessUnit(nals, due_90k, key_frame)


class ClipSource:
    """Plays the units of a clip round and round, with times that go on across the seam."""

    def __init__(self, clip: Clip) -> None:
        self._clip = clip
        self._produced = 0
        self.description = clip.description

    @property
    def due_90k(self) -> int:
        """The clip's own time, plus the rounds played before."""
        rounds, index = divmod(self._produced, len(self._clip.units))
        return rounds * self._clip.duration_90k + self._clip.units[index].time_90k

    def produce(self) -> AccessUnit:
        """Take the next unit."""
        unit = self._clip.units[self._produced % len(self._clip.units)]
        due_90k = self.due_90k
        self._produced += 1
        return AccessUnit(unit.nals, due_90k, unit.key_frame)
