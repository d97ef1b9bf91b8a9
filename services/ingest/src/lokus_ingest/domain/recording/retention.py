"""What of the recordings may go: whole hours, told apart by the names of their folders.

An hour goes as one, segments and index, so that no index names what is gone, and nobody writes to one that
is long past. A segment that begins in an hour may end in the next: MARGIN covers it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.subjects import StreamName

HOUR: Final = timedelta(hours=1)
MARGIN: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class RecordedHour:
    """An hour of a stream's recording, and its folder in the store."""

    key: StreamKey
    start: datetime
    folder: str

    @property
    def over(self) -> datetime:
        """From when on nothing of it is written any more."""
        return self.start + HOUR + MARGIN


def read_folder(folder: str) -> RecordedHour:
    """The hour that a folder holds; ValueError if it is none of ours."""
    match folder.split("/"):
        case [tenant, camera, stream, day, hour]:
            start = datetime.strptime(f"{day} {hour}", "%Y-%m-%d %H").replace(tzinfo=UTC)
            return RecordedHour(StreamKey(tenant, camera, StreamName(stream)), start, folder)
        case _:
            raise ValueError(f"{folder!r} is no hour of a recording")


def expired(
    hours: Iterable[RecordedHour], now: datetime, retention_hours: Callable[[StreamKey], int | None]
) -> list[RecordedHour]:
    """Those that are older than they may be; of a camera that nobody told of yet, none."""
    return [
        hour
        for hour in hours
        if (kept := retention_hours(hour.key)) is not None and hour.over + timedelta(hours=kept) <= now
    ]


def expendable(hours: Iterable[RecordedHour], now: datetime) -> list[RecordedHour]:
    """Those that may go to make room, in this order: the oldest first, none that is still written to."""
    return sorted((hour for hour in hours if hour.over <= now), key=lambda hour: (hour.start, hour.folder))
