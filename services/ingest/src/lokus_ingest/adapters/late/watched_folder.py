"""The drop folder on the local disk: `<tenant>/<camera>/<start>.<ending>`, `taken/...` and `refused/...`.

A file is settled when two looks found it the same; names that end in `.part` or `.tmp`, or begin with a dot,
are still being written. Whoever has a file holds a lock on it, which a process that dies gives up.
"""

import asyncio
import fcntl
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import Final, TypeVar

from lokus_ingest.application.recording.drop_folder import Held
from lokus_kit.errors import Unavailable

_ENDS: Final = ("taken", "refused")
_UNFINISHED: Final = (".part", ".tmp")

R = TypeVar("R")


class WatchedFolder:
    """The port `Folder`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen: dict[str, tuple[int, int]] = {}

    async def settled(self) -> list[str]:
        """The files that have not changed since the last look, as paths below the folder."""
        now = await _do(self._look)
        same = [path for path, found in now.items() if self._seen.get(path) == found]
        self._seen = now
        return sorted(same)

    @asynccontextmanager
    async def hold(self, path: str) -> AsyncIterator[Held | None]:
        """Have a file to oneself; None if another process has it, or had."""
        file = self._root / path
        content = await _do(lambda: _locked(file))
        try:
            yield None if content is None else await _do(lambda: _read(file, content))
        finally:
            if content is not None:
                content.close()

    async def taken(self, path: str) -> None:
        """It is stored."""
        await _do(lambda: self._move(path, "taken"))

    async def refused(self, path: str, why: str) -> None:
        """It is not, and would not be: a text beside it says why."""

        def move() -> None:
            moved = self._move(path, "refused")
            moved.with_name(f"{moved.name}.txt").write_text(f"{why}\n")

        await _do(move)

    def _look(self) -> dict[str, tuple[int, int]]:
        self._root.mkdir(parents=True, exist_ok=True)
        found: dict[str, tuple[int, int]] = {}
        for file in self._root.rglob("*"):
            path = file.relative_to(self._root)
            if path.parts[0] in _ENDS or file.name.startswith(".") or file.name.endswith(_UNFINISHED):
                continue
            if file.is_file() and not file.is_symlink():
                told = file.stat()
                found[path.as_posix()] = (told.st_size, told.st_mtime_ns)
        return found

    def _move(self, path: str, end: str) -> Path:
        place = self._root / end / path
        place.parent.mkdir(parents=True, exist_ok=True)
        number = 1
        while place.exists():
            number += 1
            place = place.with_name(f"{number}-{Path(path).name}")
        return (self._root / path).rename(place)


def _locked(file: Path) -> BufferedReader | None:
    try:
        content = file.open("rb")
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(content, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        content.close()
        return None
    return content if file.exists() else None


def _read(file: Path, content: BufferedReader) -> Held:
    told = os.fstat(content.fileno())
    digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Held(file, told.st_size, digest, datetime.fromtimestamp(told.st_mtime, UTC))


async def _do(work: Callable[[], R]) -> R:
    try:
        return await asyncio.to_thread(work)
    except OSError as error:
        raise Unavailable(f"the drop folder: {error}") from error
