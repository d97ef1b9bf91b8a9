"""What recording wants of the world."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from lokus_ingest.domain.recording.ending import Ending
from lokus_ingest.domain.recording.pieces import Piece
from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.v1.recording import SegmentClosed


@dataclass(frozen=True, slots=True)
class Waiting:
    """A closed segment that waits for the store, and the file that it lies in."""

    tenant: str
    closed: SegmentClosed
    file: Path


class Spool(Protocol):
    """The local disk, on which segments grow. Whatever it cannot do is Unavailable."""

    async def add(self, key: StreamKey, piece: Piece, *, begins: bool) -> None:
        """Append a piece to the open segment of a stream, or begin the next with it."""
        ...

    async def end(self, key: StreamKey, ending: Ending) -> None:
        """Close the open segment of a stream, if there is one."""
        ...


class Closed(Protocol):
    """The closed segments of the spool."""

    async def waiting(self) -> list[Waiting]:
        """The oldest that wait for the store, in order; waits until there is one."""
        ...

    async def forget(self, waiting: Waiting) -> None:
        """It lies in the store and was told: the spool need not have it."""
        ...


class Store(Protocol):
    """Where recordings are kept."""

    async def keep(self, closed: SegmentClosed, file: Path) -> None:
        """Have a segment and its line in the index; Unavailable if not. To keep it again does no harm.

        Segments of one run are kept one after another.
        """
        ...


class Announcer(Protocol):
    """Whatever tells that a segment was closed."""

    async def tell(self, tenant: str, closed: SegmentClosed) -> None:
        """Have it kept on the bus; Unavailable if nobody says that it is."""
        ...


class Footage(Protocol):
    """What is kept, for reading. Whatever it cannot do is Unavailable."""

    async def segments(self, key: StreamKey, start: datetime, end: datetime) -> list[SegmentClosed]:
        """What the index has of a stretch of time, and maybe a little of what lies around it."""
        ...

    async def newest_before(self, key: StreamKey, moment: datetime) -> SegmentClosed | None:
        """The last segment that began before a moment, if there is one not too long before."""
        ...

    async def read(self, name: str, start_byte: int, end_byte: int) -> bytes:
        """Bytes of an object; NotFound if it is gone."""
        ...
