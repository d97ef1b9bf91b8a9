"""Files: put once, found by their SHA-256, referred to by records of all parts.

An organisation refers to files that it has put itself, so that nobody reaches a file by naming its hash
in a record of their own. Parts that keep references have a `FileStore` among their registers.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Invalid, NotFound
from lokus_registry.application.ports import Announcer, FileIntake, FileStore
from lokus_registry.domain.file import File, FileReceipt, MediaType, new_file
from lokus_registry.domain.policy.files import may_put_files, reads_all_files


@dataclass(frozen=True, slots=True)
class FileRegisters:
    """What one transaction about files works on."""

    files: FileIntake
    announcer: Announcer


BeginFiles = Callable[[str], AbstractAsyncContextManager[FileRegisters]]


class Files:
    """The calls on files."""

    def __init__(self, begin: BeginFiles, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def put(self, caller: Caller, media_type: MediaType, content: bytes) -> tuple[FileReceipt, bool]:
        """Keep a file; True when it is new to the caller's organisation.

        The same content again is the same file, under the media type that it first came with.
        """
        may_put_files(caller)
        file = new_file(media_type, content)
        async with self._begin(caller.tenant) as registers:
            receipt, new = await registers.files.put(file, caller, self._clock.now())
            if new:
                await registers.announcer.changed(caller, "files", [file.id])
            return receipt, new

    async def get(self, caller: Caller, sha256: str) -> File:
        """A file that the caller's organisation has put; NotFound tells nobody what others have."""
        async with self._begin(caller.tenant) as registers:
            if reads_all_files(caller) or await registers.files.exists(sha256, caller.organisation):
                return await existing_file(registers.files, sha256)
        raise NotFound(f"your organisation has put no file {sha256}")


async def existing_file(files: FileStore, sha256: str) -> File:
    """The file of that hash, for a caller who may read a record that refers to it; else NotFound."""
    file = await files.open(sha256)
    if file is None:
        raise NotFound(f"there is no file {sha256}")
    return file


async def referred_file(files: FileStore, caller: Caller, field: str, sha256: str) -> None:
    """Invalid unless the caller's organisation has put the file that `field` of a body refers to."""
    if not await files.exists(sha256, caller.organisation):
        raise Invalid(
            f"{field}: your organisation has put no file {sha256}; POST /v1/files first",
            reason="unknown-file",
        )
