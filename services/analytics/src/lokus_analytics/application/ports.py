"""What the service needs from outside: pictures out of access units, cells out of pictures, a log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from lokus_analytics.domain.moving import Cells
from lokus_analytics.domain.watched import WatchedCamera
from lokus_proto.media import AccessUnit
from lokus_proto.v1.event import EventEnded, EventRaised

Luma = npt.NDArray[np.uint8]
"""The brightness of a picture, (height, width), 0 to 255."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A picture as a file."""

    content: bytes
    width: int
    height: int


class Picture(Protocol):
    """One decoded picture; stays on the worker thread that decoded it."""

    @property
    def unit(self) -> AccessUnit:
        """The access unit that it came in."""
        ...

    def luma(self) -> Luma:
        """Its brightness, scaled down for analysis."""
        ...

    def jpeg(self) -> Jpeg:
        """The whole picture as a snapshot."""
        ...


class Decoder(Protocol):
    """Turns the access units of one stream, in order, into pictures."""

    def decode(self, unit: AccessUnit) -> Sequence[Picture]:
        """The pictures that `unit` completes; ValueError if it cannot be decoded."""
        ...

    def close(self) -> None:
        """Free what it holds; decoding again begins at a key frame."""
        ...


class Background(Protocol):
    """What one camera sees when nothing moves."""

    def compare(self, luma: Luma) -> Cells:
        """How a picture differs from it, and learn from the picture."""
        ...


class Workers(Protocol):
    """Threads for work that would hold up the event loop."""

    async def run(self, work: Callable[[], Result]) -> Result:
        """Run `work` on one of them."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """One thing to tell the world about a camera; `jpeg` goes first."""

    camera: WatchedCamera
    message: EventRaised | EventEnded
    jpeg: Jpeg | None = None


class EventSink(Protocol):
    """Where reports are kept."""

    async def publish(self, report: Report) -> None:
        """Keep a report; Unavailable while that cannot be done. Keeping one twice does no harm."""
        ...
