"""What may be asked of recorded footage, and what a clip is called."""

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from lokus_kit.errors import BadInput, Invalid
from lokus_proto.v1.camera import CameraRecord

LONGEST_CLIP: Final = timedelta(hours=1)
LONGEST_TIMELINE: Final = timedelta(days=7)


class Place(NamedTuple):
    """Where in a part of a clip the next bytes are: `skip` bytes into what the fragment there becomes."""

    byte: int
    skip: int = 0


def check_range(start: datetime, end: datetime, longest: timedelta) -> None:
    """BadInput or Invalid says what is wrong with a stretch of time."""
    if end <= start:
        raise BadInput(f"until ({end.isoformat()}) must be later than from ({start.isoformat()})")
    if end - start > longest:
        raise Invalid(
            f"that is {end - start}, and {longest} is the most at once: ask for it in parts",
            reason="too-long",
        )


def clip_name(camera: CameraRecord, start: datetime, end: datetime) -> str:
    """A file name that says what it shows and sorts by time."""
    return f"{camera.id}_{start.astimezone(UTC):%Y%m%dT%H%M%SZ}_{round((end - start).total_seconds())}s.mp4"
