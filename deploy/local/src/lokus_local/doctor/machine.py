"""What the machine gives: Python, account, disk, shared memory, open files, ports."""

import os
import platform
import pwd
import resource
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from lokus_local.doctor.finding import Finding, judge
from lokus_local.free_port import is_free
from lokus_local.home import Home
from lokus_local.ports import Ports

_NEEDED_PYTHON = (3, 11)
_NEEDED_DISK_BYTES = 1024**3
_NEEDED_SHARED_MEMORY_BYTES = 32 * 1024**2
_NEEDED_OPEN_FILES = 1024
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (looked at, not used)


def look_at_machine(home: Home, ports: Ports) -> Iterator[Finding]:
    """Look at everything that is no package."""
    yield _python()
    yield _account()
    yield _disk(home.folder)
    yield _shared_memory()
    yield _open_files()
    yield _ports(home, ports)


def _python() -> Finding:
    return judge(
        "Python",
        good=sys.version_info >= _NEEDED_PYTHON,
        found=platform.python_version(),
        remedy="install Python 3.11 or newer",
    )


def _account() -> Finding:
    """PostgreSQL's initdb looks its user up by name."""
    wanted = "nobody" if os.geteuid() == 0 else str(os.geteuid())
    try:
        found = pwd.getpwnam(wanted) if wanted == "nobody" else pwd.getpwuid(os.geteuid())
    except KeyError:
        remedy = f"add a line for user {wanted} to /etc/passwd: PostgreSQL looks it up"
        return Finding("account", "missing", f"user {wanted} has no name", remedy)
    return Finding("account", "ok", f"PostgreSQL runs as {found.pw_name}")


def _disk(folder: Path) -> Finding:
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    free_bytes = shutil.disk_usage(existing).free
    return judge(
        "disk",
        good=free_bytes >= _NEEDED_DISK_BYTES,
        found=f"{free_bytes / 1024**3:.1f} GiB free at {existing}",
        remedy="free at least 1 GiB, or choose another folder with --home",
    )


def _shared_memory() -> Finding:
    if not _SHARED_MEMORY.is_dir():
        return Finding("shared memory", "ok", f"no {_SHARED_MEMORY} on this system")
    free_bytes = shutil.disk_usage(_SHARED_MEMORY).free
    return judge(
        "shared memory",
        good=free_bytes >= _NEEDED_SHARED_MEMORY_BYTES and os.access(_SHARED_MEMORY, os.W_OK),
        found=f"{free_bytes / 1024**2:.0f} MiB free at {_SHARED_MEMORY}",
        remedy="give it 32 MiB (docker run --shm-size=64m): PostgreSQL needs it",
    )


def _open_files() -> Finding:
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return judge(
        "open files",
        good=limit >= _NEEDED_OPEN_FILES,
        found=f"limit {limit}",
        remedy=f"raise it: ulimit -n {_NEEDED_OPEN_FILES}",
    )


def _ports(home: Home, ports: Ports) -> Finding:
    if (owner := home.running_owner()) is not None:
        return Finding("ports", "ok", f"lokus runs here (pid {owner})")
    taken = [f"{number} ({name})" for name, number in ports.by_name().items() if not is_free(number)]
    return judge(
        "ports",
        good=not taken,
        found=f"taken: {', '.join(taken)}" if taken else f"{ports.gateway} and above are free",
        remedy="choose other ones with --port-base, or 0 for free ports",
    )
