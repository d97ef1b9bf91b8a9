"""From access units to changes of motion, for one camera.

Runs on a worker thread; a lock keeps a call that outlived its caller and the closing one apart.
Every picture is decoded, for each builds on the one before, but only a few in a second are looked
at. What comes back to the event loop is immutable.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from lokus_analytics.application.ports import Background, Decoder, Jpeg, Picture
from lokus_analytics.domain.hysteresis import Began, Hysteresis, Over
from lokus_analytics.domain.moving import MotionFinder
from lokus_proto.media import AccessUnit

ANALYSIS_INTERVAL: Final = timedelta(milliseconds=200)


@dataclass(frozen=True, slots=True)
class Sighting:
    """Motion that began, with the picture that shows it."""

    began: Began
    run: int
    pts_90k: int
    jpeg: Jpeg


Change = Sighting | Over


@dataclass(frozen=True, slots=True)
class Findings:
    """What a row of access units brought."""

    changes: tuple[Change, ...]
    decoded: int
    analysed: int
    undecodable: int


class Analysis:
    """The eyes on one camera."""

    def __init__(self, decoder: Decoder, new_background: Callable[[], Background]) -> None:
        self._decoder = decoder
        self._new_background = new_background
        self._background = new_background()
        self._finder = MotionFinder()
        self._hysteresis = Hysteresis()
        self._run: int | None = None
        self._looked_at: datetime | None = None
        self._lock = Lock()

    def look(self, units: Sequence[AccessUnit]) -> Findings:
        """Take the next access units, in order."""
        with self._lock:
            changes: list[Change] = []
            decoded = analysed = undecodable = 0
            for unit in units:
                try:
                    pictures = self._decoder.decode(unit)
                except ValueError:
                    undecodable += 1
                    continue
                decoded += len(pictures)
                for picture in filter(self._is_due, pictures):
                    analysed += 1
                    changes.extend(self._look_at(picture))
            return Findings(tuple(changes), decoded, analysed, undecodable)

    def lose(self) -> tuple[Over, ...]:
        """The stream fell silent: end what is open."""
        with self._lock:
            return self._hysteresis.lose()

    def close(self) -> tuple[Over, ...]:
        """The watch is over: free the decoder, end what is open."""
        with self._lock:
            self._decoder.close()
            return self._hysteresis.lose()

    def _is_due(self, picture: Picture) -> bool:
        last, now = self._looked_at, picture.unit.captured_at
        return last is None or abs(now - last) >= ANALYSIS_INTERVAL

    def _look_at(self, picture: Picture) -> Iterator[Change]:
        unit = picture.unit
        if unit.run != self._run:
            self._run = unit.run
            self._background = self._new_background()
            yield from self._hysteresis.lose()
        self._looked_at = unit.captured_at
        moving = self._finder.find(self._background.compare(picture.luma()))
        for change in self._hysteresis.feed(unit.captured_at, moving):
            if isinstance(change, Began):
                yield Sighting(change, unit.run, unit.pts_90k, picture.jpeg())
            else:
                yield change
