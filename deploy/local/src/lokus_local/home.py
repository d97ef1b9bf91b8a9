"""The home of one local deployment: a private folder that holds its data, secrets, logs and state.

One `lokus up` owns a home at a time, by a lock that the kernel frees when its holder dies:
`lock` (holds the owner's pid), `state.json` (what runs; see `state_file`), `secrets/`, `log/`,
and one folder for each engine. Everything is closed to other users (0700, files 0600).
"""

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

DEFAULT_HOME = Path(".lokus")
HOME_VARIABLE = "LOKUS_HOME"
"""The environment variable that names the home where `--home` does not."""
_SECRET_BYTES = 32


class HomeBusyError(Exception):
    """Another `lokus up` runs on this home."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        owner = f"pid {pid}" if pid else "a process that is just starting"
        super().__init__(f"lokus already runs on the home {folder} ({owner})")
        self.pid = pid


class Home:
    """The folder and what is where in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().resolve()

    @property
    def log_folder(self) -> Path:
        """Where each child's log goes."""
        return self.folder / "log"

    @property
    def state_file(self) -> Path:
        """What `lokus up` last said about its children."""
        return self.folder / "state.json"

    def create(self) -> None:
        """Make the folders that are missing, closed to other users."""
        for folder in (self.folder, self.log_folder, self._secret_folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Own the home for a while; HomeBusyError names the pid that owns it already."""
        with self._lock_file.open("a+", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise HomeBusyError(self.folder, self.recorded_owner()) from error
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            yield
            lock.truncate(0)

    def running_owner(self) -> int | None:
        """Return the pid of the `lokus up` that owns the home now, None when nobody does."""
        try:
            lock = self._lock_file.open("r", encoding="ascii")
        except FileNotFoundError:
            return None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return self.recorded_owner()
        return None

    def recorded_owner(self) -> int | None:
        """Return the pid in the lock file."""
        text = self._lock_file.read_text(encoding="ascii").strip()
        return int(text) if text.isdigit() else None

    def secret(self, name: str) -> str:
        """Return the secret `name`, 64 hexadecimal digits; drawn on first use and kept."""
        return self.secret_text(name, lambda: secrets.token_hex(_SECRET_BYTES))

    def secret_text(self, name: str, draw: Callable[[], str]) -> str:
        """Return the secret `name`; `draw` makes it on first use. A half-written one is never seen."""
        file = self._secret_folder / name
        try:
            return file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            drawn = draw()
        self.create()
        write_private(file, drawn + "\n")
        return drawn

    @property
    def _lock_file(self) -> Path:
        return self.folder / "lock"

    @property
    def _secret_folder(self) -> Path:
        return self.folder / "secrets"


def write_private(file: Path, text: str) -> None:
    """Replace `file` (0600) at once: a reader sees the old text or the new one."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)
