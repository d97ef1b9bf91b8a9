"""Why a segment ended, as far as the worker that wrote it knew: what the gap behind it is explained by."""

from typing import Final, NamedTuple

from lokus_proto.v1.recording import SegmentEnd
from lokus_proto.v1.stream_state import ReasonKind


class Ending(NamedTuple):
    """`failure`: how the camera's run ended, where that ended the segment."""

    how: SegmentEnd
    failure: ReasonKind | None = None


GOES_ON: Final = Ending(SegmentEnd.GOES_ON)
STOPPED: Final = Ending(SegmentEnd.STOPPED)
OFF: Final = Ending(SegmentEnd.OFF)
NO_EVENT: Final = Ending(SegmentEnd.NO_EVENT)
DISK: Final = Ending(SegmentEnd.DISK)
FOOTAGE: Final = Ending(SegmentEnd.FOOTAGE)


def lost(failure: ReasonKind) -> Ending:
    """The camera's run ended."""
    return Ending(SegmentEnd.SOURCE, failure)
