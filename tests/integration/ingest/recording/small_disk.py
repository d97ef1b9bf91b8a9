"""A real, small file system of a test's own: a tmpfs in a mount namespace, for which nobody need be root."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_HOLD = 'mount -t tmpfs -o size="$1" tmpfs "$2" && echo mounted && exec sleep infinity'


class SmallDisk:
    """Mounted at `mounted` for whoever runs `within`; everybody else finds it at `folder`."""

    def __init__(self, process: int, mounted: Path) -> None:
        self.mounted = mounted
        self.folder = Path(f"/proc/{process}/root{mounted}")
        self.within = ("nsenter", f"--target={process}", "--user", "--mount", "--preserve-credentials")

    def free_bytes(self) -> int:
        disk = os.statvfs(self.folder)
        return disk.f_bavail * disk.f_frsize

    def used(self) -> float:
        disk = os.statvfs(self.folder)
        return 1 - disk.f_bavail / disk.f_blocks

    def fill(self, name: str, *, leaving_bytes: int) -> Path:
        """Put a file there, so large that just so much is left."""
        ballast = self.folder / name
        ballast.write_bytes(bytes(self.free_bytes() - leaving_bytes))
        return ballast


@contextmanager
def small_disk(mounted: Path, size_bytes: int) -> Iterator[SmallDisk]:
    """Mount one, or skip the test, saying why it cannot be."""
    mounted.mkdir()
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _HOLD, "sh"]
    holder = subprocess.Popen(
        [*command, str(size_bytes), str(mounted)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stderr is not None
        if holder.stdout.readline() != "mounted\n":
            pytest.skip(f"no user namespace that may mount a tmpfs here: {holder.stderr.read().strip()}")
        yield SmallDisk(holder.pid, mounted)
    finally:
        holder.kill()
        holder.communicate()
