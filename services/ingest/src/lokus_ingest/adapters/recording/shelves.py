"""The recorded hours in an object store, found by its folders."""

from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from lokus_ingest.domain.recording.retention import RecordedHour, read_folder
from lokus_kit.errors import Unavailable

_LEVELS = 5
"""Tenant, camera, stream, day, hour."""


class StoredHours:
    """The port `Shelves`."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def hours(self) -> list[RecordedHour]:
        """All of them; what else lies in the store is passed over."""
        try:
            folders = [""]
            for _ in range(_LEVELS):
                folders = [inner for folder in folders for inner in await self._folders(folder)]
        except (BaseError, OSError) as error:
            raise Unavailable(f"the store of recordings cannot be listed: {error}") from error
        found: list[RecordedHour] = []
        for folder in folders:
            try:
                found.append(read_folder(folder))
            except ValueError:
                continue
        return found

    async def remove(self, hour: RecordedHour) -> None:
        """Have an hour gone, segments before their index."""
        try:
            listed = await self._store.list_with_delimiter_async(hour.folder)
            names = [str(each["path"]) for each in listed["objects"]]
            for name in sorted(names, key=lambda name: name.endswith(".jsonl")):
                await self._delete(name)
        except (BaseError, OSError) as error:
            raise Unavailable(f"the recording {hour.folder} cannot be removed: {error}") from error

    async def _delete(self, name: str) -> None:
        try:
            await self._store.delete_async(name)
        except FileNotFoundError:
            return  # another worker was quicker

    async def _folders(self, folder: str) -> list[str]:
        listed = await self._store.list_with_delimiter_async(folder or None)
        return [str(prefix).rstrip("/") for prefix in listed["common_prefixes"]]
