"""What the bodies of custody share: moments that can be, and reasons."""

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from lokus_registry.entrypoints.http.bodies import PRINTABLE

_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)


def _in_our_time(moment: datetime) -> datetime:
    if not _EARLIEST <= moment < _LATEST:
        raise ValueError("must lie between the years 2000 and 2100")
    return moment


Moment = Annotated[
    AwareDatetime,
    AfterValidator(_in_our_time),
    Field(description="RFC 3339 with an offset", examples=["2026-02-13T09:00:00+07:00"]),
]
Sentence = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=PRINTABLE)
]
