"""Recordings in an object store, by URL: a folder (`file:///...`), `s3://`, `gs://`, `az://`.

An object store appends to nothing, so an index is written anew with each segment. It has one writer: there is
one for each run and hour, and a run belongs to one process, or to the one that takes over its spool.
"""

from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from lokus_kit.errors import Unavailable
from lokus_proto.v1.recording import SegmentClosed

INDEX: Final = "index-{run}.jsonl"


def open_store(url: str) -> ObjectStore:
    """A store by its URL; a folder is made. What else it needs (keys, region) comes from the environment."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(Path(unquote(parts.path)), mkdir=True, automatic_cleanup=True)
    return from_url(url)


class SegmentStore:
    """The ports `Store` and `LateStore`."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def keep(self, closed: SegmentClosed, content: bytes) -> None:
        """Have a segment and its line in the index."""
        try:
            await self._store.put_async(closed.object, content)
            await self._index(closed)
        except (BaseError, OSError) as error:
            raise Unavailable(f"the store of recordings does not take {closed.object}: {error}") from error

    async def kept(self, closed: SegmentClosed) -> SegmentClosed | None:
        """What stands in the index of the segment of this name; None if it is not kept yet."""
        try:
            lines = await self._lines(_index_of(closed))
        except (BaseError, OSError) as error:
            raise Unavailable(f"the index of {closed.object} cannot be read: {error}") from error
        found = (SegmentClosed.model_validate_json(line) for line in lines if closed.object in line)
        return next(found, None)

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


def _index_of(closed: SegmentClosed) -> str:
    folder = closed.object.rpartition("/")[0]
    return f"{folder}/{INDEX.format(run=closed.run)}"
