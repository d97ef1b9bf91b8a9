"""What of the recordings may go: whole hours, told apart by the names of their folders.

An hour goes as one, segments and index, so that no index names what is gone, and nobody writes to one that
is long past. A segment that begins in an hour may end in the next: MARGIN covers it.

Of a camera that nobody told of nothing goes, whatever the disk: what is held of it is not known either.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.subjects import StreamName
from lokus_proto.v1.recording import RecordingHold

HOUR: Final = timedelta(hours=1)
MARGIN: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class RecordedHour:
    """An hour of a stream's recording, and its folder in the store."""

    key: StreamKey
    start: datetime
    folder: str

    def is_held(self, holds: Iterable[RecordingHold]) -> bool:
        """Whether some of it is held; then all of it is."""
        return any(hold.start < self.over and (hold.end is None or self.start < hold.end) for hold in holds)

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


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long a camera's recordings stay, and what of them stays until it is lifted."""

    retention_hours: int
    holds: tuple[RecordingHold, ...] = ()


KeepingOf = Callable[[StreamKey], Keeping | None]
"""None of a camera that nobody told of yet."""


def may_go(hour: RecordedHour, kept: Keeping | None) -> bool:
    """Whether nothing holds it."""
    return kept is not None and not hour.is_held(kept.holds)


def expired(hours: Iterable[RecordedHour], now: datetime, keeping_of: KeepingOf) -> list[RecordedHour]:
    """Those that are older than they may be and not held."""
    return [hour for hour in hours if _is_past(hour, now, keeping_of(hour.key))]


def expendable(hours: Iterable[RecordedHour], now: datetime, keeping_of: KeepingOf) -> list[RecordedHour]:
    """Those that may go to make room, in this order: the oldest first, none that is written to or held."""
    going = (hour for hour in hours if hour.over <= now and may_go(hour, keeping_of(hour.key)))
    return sorted(going, key=lambda hour: (hour.start, hour.folder))


def held_beyond(hours: Iterable[RecordedHour], now: datetime, keeping_of: KeepingOf) -> int:
    """How many hours are there for a hold alone."""
    return sum(_is_old(hour, now, kept := keeping_of(hour.key)) and not may_go(hour, kept) for hour in hours)


def last_past(now: datetime, retention_hours: int) -> datetime:
    """The latest beginning of an hour that is past its retention."""
    return now - timedelta(hours=retention_hours) - MARGIN - HOUR


def _is_past(hour: RecordedHour, now: datetime, kept: Keeping | None) -> bool:
    return _is_old(hour, now, kept) and may_go(hour, kept)


def _is_old(hour: RecordedHour, now: datetime, kept: Keeping | None) -> bool:
    return kept is not None and hour.over + timedelta(hours=kept.retention_hours) <= now
