"""Recordings in an object store, by URL: a folder (`file:///...`), `s3://`, `gs://`, `az://`.

A segment goes up from its file, in parts if it is large, so that no more than a few parts are in memory; into
a folder on the spool's file system it is linked, which copies nothing. An object store appends to nothing,
so an index is written anew with each segment. It has one writer: there is one for each run and hour, and a
run belongs to one process, or to the one that takes over its spool.
"""

import asyncio
import os
import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from lokus_kit.errors import Unavailable
from lokus_proto.v1.recording import SegmentClosed

if TYPE_CHECKING:
    from obstore.store import RetryConfig  # there for typing alone

INDEX: Final = "index-{run}.jsonl"
PART_BYTES: Final = 5 * 1024 * 1024
"""The least that S3 takes as a part."""
_PARTS_AT_ONCE: Final = 2
_RETRY: Final["RetryConfig"] = {
    "max_retries": 2,
    "retry_timeout": timedelta(seconds=20),
    "backoff": {
        "init_backoff": timedelta(milliseconds=200),
        "max_backoff": timedelta(seconds=2),
        "base": 2,
    },
}
"""Little: the keeper tries again for ever, and says so."""


def open_store(url: str) -> ObjectStore:
    """A store by its URL; a folder is made. What else it needs (keys, region) comes from the environment."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(Path(unquote(parts.path)), mkdir=True, automatic_cleanup=True)
    return from_url(url, retry_config=_RETRY)


def why(error: Exception) -> str:
    """What a store says of itself, on one line and without a signed URL's secrets."""
    told = str(error).partition("\n\nDebug source")[0]
    return re.sub(r"\?\S+", "?...", " ".join(told.split()))[:500]


class SegmentStore:
    """The ports `Store` and `LateStore`."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._folder = Path(str(store.prefix)) if isinstance(store, LocalStore) else None

    async def keep(self, closed: SegmentClosed, file: Path) -> None:
        """Have a segment and its line in the index."""
        try:
            if not await self._link(closed, file):
                await self._store.put_async(
                    closed.object, file, chunk_size=PART_BYTES, max_concurrency=_PARTS_AT_ONCE
                )
            await self._index(closed)
        except (BaseError, OSError) as error:
            raise Unavailable(
                f"the store of recordings does not take {closed.object}: {why(error)}"
            ) from error

    async def kept(self, closed: SegmentClosed) -> SegmentClosed | None:
        """What stands in the index of the segment of this name; None if it is not kept yet."""
        try:
            lines = await self._lines(_index_of(closed))
        except (BaseError, OSError) as error:
            raise Unavailable(f"the index of {closed.object} cannot be read: {why(error)}") from error
        found = (SegmentClosed.model_validate_json(line) for line in lines if closed.object in line)
        return next(found, None)

    async def _link(self, closed: SegmentClosed, file: Path) -> bool:
        """Whether a folder has the segment now, by a second name of its file."""
        if self._folder is None:
            return False
        return await asyncio.to_thread(_linked, file, self._folder / closed.object)

    async def _index(self, closed: SegmentClosed) -> None:
        name = _index_of(closed)
        lines = [line for line in await self._lines(name) if closed.object not in line]
        lines.append(closed.model_dump_json(exclude_none=True))
        await self._store.put_async(name, "".join(f"{line}\n" for line in lines).encode())

    async def _lines(self, name: str) -> list[str]:
        try:
            got = await self._store.get_async(name)
        except FileNotFoundError:
            return []
        return bytes(await got.bytes_async()).decode().splitlines()


def _linked(file: Path, target: Path) -> bool:
    """Have `file` at `target` too, in one step; False if the file systems cannot do so."""
    growing = target.with_name(f".{target.name}.linked")
    target.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        growing.unlink()
    try:
        os.link(file, growing)
    except FileNotFoundError:
        raise
    except OSError:
        return False
    growing.replace(target)
    growing.unlink(missing_ok=True)  # two names of one file do not replace each other
    return True


def _index_of(closed: SegmentClosed) -> str:
    folder = closed.object.rpartition("/")[0]
    return f"{folder}/{INDEX.format(run=closed.run)}"
