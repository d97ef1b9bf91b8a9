"""The recorded hours in an object store, found by its folders."""

from collections.abc import Iterable
from datetime import datetime

from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from lokus_ingest.adapters.recording.object_store import why
from lokus_ingest.domain.recording.retention import RecordedHour, read_folder
from lokus_kit.errors import Unavailable
from lokus_proto.subjects import StreamName

_LEVELS = 5
"""Tenant, camera, stream, day, hour."""


class StoredHours:
    """The ports `Shelves` and `CameraShelves`."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def hours(self) -> list[RecordedHour]:
        """All of them; what else lies in the store is passed over."""
        try:
            folders = [""]
            for _ in range(_LEVELS):
                folders = [inner for folder in folders for inner in await self._folders(folder)]
        except (BaseError, OSError) as error:
            raise Unavailable(f"the store of recordings cannot be listed: {why(error)}") from error
        return _hours(folders)

    async def hours_until(self, tenant: str, camera: str, last: datetime) -> list[RecordedHour]:
        """Those of a camera that began by then; days that begin later are not looked into."""
        folders: list[str] = []
        try:
            for stream in StreamName:
                for day in await self._folders(f"{tenant}/{camera}/{stream}"):
                    if day.rpartition("/")[2] <= f"{last:%Y-%m-%d}":
                        folders += await self._folders(day)
        except (BaseError, OSError) as error:
            raise Unavailable(f"the recordings of {camera} cannot be listed: {why(error)}") from error
        return [hour for hour in _hours(folders) if hour.start <= last]

    async def cameras(self) -> list[tuple[str, str]]:
        """Each tenant and camera of which there is anything."""
        try:
            found = [camera for tenant in await self._folders("") for camera in await self._folders(tenant)]
        except (BaseError, OSError) as error:
            raise Unavailable(f"the store of recordings cannot be listed: {why(error)}") from error
        return [(tenant, camera) for tenant, _, camera in (folder.partition("/") for folder in found)]

    async def remove(self, hour: RecordedHour) -> None:
        """Have an hour gone, segments before their index."""
        try:
            listed = await self._store.list_with_delimiter_async(hour.folder)
            names = [str(each["path"]) for each in listed["objects"]]
            for name in sorted(names, key=lambda name: name.endswith(".jsonl")):
                await self._delete(name)
        except (BaseError, OSError) as error:
            raise Unavailable(f"the recording {hour.folder} cannot be removed: {why(error)}") from error

    async def _delete(self, name: str) -> None:
        try:
            await self._store.delete_async(name)
        except FileNotFoundError:
            return  # another worker was quicker

    async def _folders(self, folder: str) -> list[str]:
        listed = await self._store.list_with_delimiter_async(folder or None)
        return [str(prefix).rstrip("/") for prefix in listed["common_prefixes"]]


def _hours(folders: Iterable[str]) -> list[RecordedHour]:
    """What else lies in the store is passed over."""
    found: list[RecordedHour] = []
    for folder in folders:
        try:
            found.append(read_folder(folder))
        except ValueError:
            continue
    return found
