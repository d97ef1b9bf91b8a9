"""Reads what is kept: the index hour by hour, objects by ranges of bytes.

An hour's index is the lines of all its runs. A segment that begins in an hour may end in the next.
"""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from obstore.exceptions import BaseError
from obstore.store import ObjectStore
from pydantic import ValidationError

from lokus_ingest.application.recording.together import together
from lokus_ingest.domain.recording.retention import HOUR, MARGIN
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.errors import NotFound, Unavailable
from lokus_proto.v1.recording import SegmentClosed

AT_ONCE: Final = 16
_LOOK_BACK: Final = timedelta(days=3)


class StoredFootage:
    """The port `Footage`."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._room = asyncio.Semaphore(AT_ONCE)

    async def segments(self, key: StreamKey, start: datetime, end: datetime) -> list[SegmentClosed]:
        """What the index has of a stretch of time, and maybe a little of what lies around it."""
        hours = await together("read an index", (self._hour(each) for each in _folders(key, start, end)))
        return [each for hour in hours for each in hour if each.start < end and each.end > start]

    async def newest_before(self, key: StreamKey, moment: datetime) -> SegmentClosed | None:
        """The last segment that began before a moment, if there is one within three days."""
        stream = f"{key.tenant}/{key.camera}/{key.stream}"
        oldest, newest = (f"{at.astimezone(UTC):%Y-%m-%d/%H}" for at in (moment - _LOOK_BACK, moment))
        for day in sorted(await self._inner(stream), reverse=True):
            if not oldest[:10] <= day <= newest[:10]:
                continue
            for hour in sorted(await self._inner(f"{stream}/{day}"), reverse=True):
                if not oldest <= f"{day}/{hour}" <= newest:
                    continue
                found = [each for each in await self._hour(f"{stream}/{day}/{hour}") if each.start < moment]
                if found:
                    return max(found, key=lambda each: each.end)
        return None

    async def read(self, name: str, start_byte: int, end_byte: int) -> bytes:
        """Bytes of an object; NotFound if it is gone."""
        try:
            return bytes(await self._store.get_range_async(name, start=start_byte, end=end_byte))
        except FileNotFoundError as error:
            raise NotFound(f"{name} is not in the store any more") from error
        except (BaseError, OSError) as error:
            raise _away(name, error) from error

    async def _hour(self, folder: str) -> list[SegmentClosed]:
        try:
            async with self._room:
                listed = await self._store.list_with_delimiter_async(folder)
                names = [str(each["path"]) for each in listed["objects"]]
                found: list[SegmentClosed] = []
                for name in sorted(name for name in names if name.endswith(".jsonl")):
                    found += _lines(await self._whole(name))
                return found
        except (BaseError, OSError) as error:
            raise _away(folder, error) from error

    async def _whole(self, name: str) -> bytes:
        try:
            return bytes(await (await self._store.get_async(name)).bytes_async())
        except FileNotFoundError:
            return b""  # its hour was let go meanwhile

    async def _inner(self, folder: str) -> Iterable[str]:
        try:
            listed = await self._store.list_with_delimiter_async(folder)
        except (BaseError, OSError) as error:
            raise _away(folder, error) from error
        return [str(prefix).rstrip("/").rpartition("/")[2] for prefix in listed["common_prefixes"]]


def _folders(key: StreamKey, start: datetime, end: datetime) -> Iterator[str]:
    at = (start - MARGIN).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while at < end:
        yield f"{key.tenant}/{key.camera}/{key.stream}/{at:%Y-%m-%d}/{at:%H}"
        at += HOUR


def _lines(content: bytes) -> Iterator[SegmentClosed]:
    for line in content.splitlines():
        try:
            yield SegmentClosed.model_validate_json(line)
        except ValidationError:
            continue  # of a later version, or torn by a store that is no store


def _away(name: str, error: Exception) -> Unavailable:
    return Unavailable(f"the store of recordings does not give {name}: {error}")
