"""What the bodies of custody share: moments that can be, reasons, counts, and the times to look at."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints

from lokus_proto.envelope import Token
from lokus_registry.domain.custody.moment import Span
from lokus_registry.entrypoints.http.bodies import PRINTABLE, Reply
from lokus_registry.entrypoints.http.exact import Count, ExactMoment

_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
_MAX_COUNT: Final = 1_000_000_000


def _in_our_time(moment: datetime) -> datetime:
    if not _EARLIEST <= moment < _LATEST:
        raise ValueError("must lie between the years 2000 and 2100")
    return moment.astimezone(UTC)


Moment = Annotated[
    ExactMoment,
    AfterValidator(_in_our_time),
    Field(description="RFC 3339 with an offset", examples=["2026-02-13T09:00:00+07:00"]),
]
Happened = Annotated[Moment | None, Field(description="when it happened, if not now; never later than now")]
Sentence = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=PRINTABLE)
]
Counts = Annotated[
    Mapping[Token, Annotated[Count, Field(ge=0, le=_MAX_COUNT)]],
    Field(max_length=100, description="how many of each item, in its unit", examples=[{"surat-suara": 300}]),
]


class CameraViewReply(Reply):
    """A camera worth a look."""

    id: str
    name: str
    zone: str


class WatchReply(Reply):
    """Where and when to look: cameras that you may know of, and the time around what went on there."""

    site: str
    start: datetime
    end: datetime
    actual: bool = Field(description="around what happened; else around what was planned")
    cameras: Sequence[CameraViewReply]


def watch_reply(site: str, span: Span, cameras: Sequence[object], *, actual: bool) -> WatchReply:
    """Where and when to look, as it is answered."""
    views = [CameraViewReply.model_validate(camera) for camera in cameras]
    return WatchReply(site=site, start=span.start, end=span.end, actual=actual, cameras=views)
