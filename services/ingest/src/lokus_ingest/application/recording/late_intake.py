"""Stores a file of late footage that was ordered: fetch, look through, write.

Nothing of a file is stored before all of it was looked through, so that what is refused leaves nothing
behind. Whatever is away (bus, store, disk) is Unavailable: the order is then done again, from the beginning.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from lokus_ingest.application.recording.late_footage import Bench, Footage, LateWriter
from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.domain.recording.footage_check import Checked
from lokus_ingest.domain.recording.late import LatePicture, LateResult
from lokus_ingest.domain.recording.refusal import FootageRefused
from lokus_ingest.domain.stream_key import StreamKey
from lokus_ingest.domain.timeline import CLOCK_90K
from lokus_kit.errors import Unavailable
from lokus_proto.media import Codec
from lokus_proto.v1.late_footage import LateFile, LateFootageOrder, LateRefusal
from lokus_proto.v1.recording import LateOrigin

FUTURE_MARGIN: Final = timedelta(minutes=2)


class Progress(Protocol):
    """Told how many per cent are done, what is stored by now, and by which clock if that was found out."""

    def __call__(self, percent: int, result: LateResult, origin: LateOrigin | None = None, /) -> None:
        """So far by now."""
        ...


class Room(Bench, Protocol):
    """A bench with a folder, for the file itself."""

    @property
    def room(self) -> Path:
        """Where the file may lie; it goes with the bench."""
        ...


class Parcels(Protocol):
    """Where files lie until they are stored."""

    async def fetch(self, tenant: str, footage: str, file: LateFile, sha256: str, into: Path) -> None:
        """Bring all parts together; FootageRefused if they are gone or not what was sent, Unavailable."""
        ...

    async def forget(self, tenant: str, footage: str, file: LateFile) -> None:
        """The file is wanted no more; Unavailable."""
        ...


class Demuxer(Protocol):
    """Whatever reads files, at arm's length."""

    async def check(self, file: Path, size_bytes: int, frames_per_second: float | None) -> Checked:
        """Look a file through; FootageRefused if it cannot be stored."""
        ...

    def read(
        self, file: Path, size_bytes: int, frames_per_second: float | None
    ) -> AbstractAsyncContextManager[tuple[Codec, AsyncIterator[tuple[bytes, int]]]]:
        """The codec of a checked file and its pictures: Annex B and the time in 1/90000 s."""
        ...


class LateIntake:
    """`bring` stores one file; `bench` makes room for one piece of footage."""

    def __init__(
        self,
        writer: LateWriter,
        policies: Policies,
        parcels: Parcels,
        demuxer: Demuxer,
        bench: Callable[[], AbstractAsyncContextManager[Room]],
    ) -> None:
        self._writer = writer
        self._policies = policies
        self._parcels = parcels
        self._demuxer = demuxer
        self._bench = bench

    async def bring(self, tenant: str, order: LateFootageOrder, progress: Progress) -> LateResult:
        """What became of it; FootageRefused, or Unavailable: then the same order again, later."""
        footage = self.footage(tenant, order)
        if order.file is None or order.origin.sha256 is None:
            raise FootageRefused(LateRefusal.SOURCE, "the order names no file")
        async with self._bench() as bench:
            path = bench.room / "file"
            await self._parcels.fetch(tenant, order.footage, order.file, order.origin.sha256, path)
            return await self.store(footage, order.file, path, bench, progress)

    async def forget(self, tenant: str, order: LateFootageOrder) -> None:
        """The order is at its end: its file is wanted no more."""
        if order.file is not None:
            await self._parcels.forget(tenant, order.footage, order.file)

    def footage(self, tenant: str, order: LateFootageOrder) -> Footage:
        """Whose footage it is, and how long that is kept; Unavailable while nobody told of the camera."""
        key = StreamKey(tenant, order.camera, order.stream)
        keeping = self._policies.keeping(key)
        if keeping is None:
            raise Unavailable(f"camera {order.camera} is not known here yet")
        purpose = self._policies.of(key).purpose
        return Footage(key, purpose, keeping.retention_hours, order.origin, keeping.holds)

    async def store(
        self, footage: Footage, file: LateFile, path: Path, bench: Bench, progress: Progress
    ) -> LateResult:
        """Look a file through and write it."""
        size_bytes, rate = file.size_bytes, file.frames_per_second
        checked = await self._demuxer.check(path, size_bytes, rate)
        starts_at = file.starts_at + timedelta(milliseconds=footage.origin.clock_offset_milliseconds)
        self._hold_to_clock(footage, starts_at + timedelta(seconds=checked.length_90k / CLOCK_90K))
        async with self._demuxer.read(path, size_bytes, rate) as (codec, pictures):
            late = self._writer.open(footage, codec, b"", bench)
            first_90k: int | None = None
            async for payload, pts_90k in pictures:
                first_90k = pts_90k if first_90k is None else first_90k
                since_90k = pts_90k - first_90k
                at = starts_at + timedelta(microseconds=since_90k * 1_000_000 / CLOCK_90K)
                await late.take(LatePicture(payload, at))
                progress(min(99, max(0, 100 * since_90k // max(checked.length_90k, 1))), late.result)
            result = await late.end()
        if not result.segments:
            raise self._past(footage, starts_at)
        return result

    def _hold_to_clock(self, footage: Footage, ends_at: datetime) -> None:
        now = self._writer.clock.now()
        if ends_at > now + FUTURE_MARGIN:
            raise FootageRefused(
                LateRefusal.FUTURE,
                f"it would end at {_told(ends_at)}, and now is {_told(now)}: is `starts_at`, with its time "
                "zone, the time of the first picture?",
            )
        if self._writer.too_old(footage, ends_at):
            raise self._past(footage, ends_at)

    def _past(self, footage: Footage, moment: datetime) -> FootageRefused:
        return FootageRefused(
            LateRefusal.TOO_OLD,
            f"it is of {_told(moment)}, and recordings of this camera are kept for "
            f"{footage.retention_hours} hours: have its owner place a hold on that time, or set a longer "
            "`retention_hours`, and send it again",
        )


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
