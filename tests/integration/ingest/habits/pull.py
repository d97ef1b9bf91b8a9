"""A source at work in the test's own process: what it hands over, placed in runs as ingest does."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from lokus_ingest.application.ports import Hear, Pull, Source
from lokus_ingest.domain.address import Address, Carrier, Credentials
from lokus_ingest.domain.assembler import Assembler
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.resolution import Resolution
from lokus_kit.clock import SystemClock
from lokus_proto.media import AccessUnit
from lokus_proto.v1.camera import Transport

PATIENCE_SECONDS = 8.0


class Seen:
    """What came of one session."""

    def __init__(self, pull: Pull) -> None:
        self.codec = pull.codec
        self.reader = pull.reader
        self.described = pull.described
        self.pictures: list[Picture] = []
        self.units: list[AccessUnit] = []
        self.sizes: dict[int, Resolution | None] = {}
        self.failure: SourceFailure | None = None
        self._assembler = Assembler(pull.codec, pull.described, 0)
        self._changed = asyncio.Event()

    def take(self, picture: Picture) -> None:
        self.pictures.append(picture)
        unit = self._assembler.take(picture, SystemClock().now())
        if unit is not None:
            self.units.append(unit)
            self.sizes[unit.run] = self._assembler.resolution
        self._changed.set()

    async def run(self, pull: Pull) -> None:
        """Play to the end, and keep why it ended."""
        try:
            await pull.play(self.take)
        except SourceFailure as failure:
            self.failure = failure
            self._changed.set()

    async def until(self, enough: Callable[["Seen"], bool]) -> None:
        """Wait until what came is enough; the session's failure if it ends before."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not enough(self):
                if self.failure is not None:
                    raise self.failure
                self._changed.clear()
                await self._changed.wait()

    async def units_come(self, count: int) -> list[AccessUnit]:
        """Wait for so many more access units, and return them."""
        before = len(self.units)
        await self.until(lambda seen: len(seen.units) >= before + count)
        return self.units[before:]

    async def over(self) -> SourceFailure:
        """Wait until the session ends, and return why."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.failure is None:
                self._changed.clear()
                await self._changed.wait()
        return self.failure


@asynccontextmanager
async def pulling(
    source: Source,
    url: str,
    *,
    carrier: Carrier = Carrier.TCP,
    credentials: Credentials | None = None,
    hear: Hear | None = None,
) -> AsyncIterator[Seen]:
    """Pull a camera as long as the context lasts; with `hear`, its sound too."""
    async with source.open(Address(url, Transport.AUTO, credentials), carrier, hear) as pull:
        seen = Seen(pull)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(seen.run(pull))
            try:
                yield seen
            finally:
                task.cancel()


async def refusal(
    source: Source, url: str, *, carrier: Carrier = Carrier.TCP, credentials: Credentials | None = None
) -> SourceFailure:
    """Why a camera cannot be pulled at all."""
    try:
        async with pulling(source, url, carrier=carrier, credentials=credentials) as seen:
            return await seen.over()
    except SourceFailure as failure:
        return failure
