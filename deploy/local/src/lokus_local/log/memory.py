"""What a witness remembers, as small files: one for each log, replaced as a whole, on the disk for good."""

import base64
import os
from hashlib import sha256
from pathlib import Path

from lokus_log.witness import NOTHING, Seen


class FolderMemory:
    """The port `Memory`, in a folder that nobody else writes to."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder

    def seen(self, origin: str) -> Seen:
        """How far a log was; ValueError if the file is not one of ours."""
        try:
            size, root = self._file(origin).read_text().split()
        except FileNotFoundError:
            return NOTHING
        return Seen(int(size), base64.b64decode(root, validate=True))

    def keep(self, origin: str, seen: Seen) -> None:
        """Have it on the disk when this returns."""
        file = self._file(origin)
        growing = file.with_suffix(".part")
        with growing.open("w") as out:
            out.write(f"{seen.size} {base64.b64encode(seen.root).decode()}\n")
            out.flush()
            os.fsync(out.fileno())
        growing.rename(file)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _file(self, origin: str) -> Path:
        return self._folder / f"{sha256(origin.encode()).hexdigest()}.seen"
