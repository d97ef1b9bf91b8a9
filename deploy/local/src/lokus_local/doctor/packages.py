"""What the packages bring: the engines' programs run, PyAV decodes and encodes H.264; optional tools."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import av
from av.codec import Codec

from lokus_local.doctor.finding import Finding, judge
from lokus_local.engines import EngineError
from lokus_local.engines.nats import find_binary
from lokus_local.engines.postgres import find_binaries
from lokus_local.unprivileged import becoming, unprivileged_account

_ANSWER_SECONDS = 10
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")


def look_at_packages() -> Iterator[Finding]:
    """Look at every program and library that Lokus uses."""
    yield _program("PostgreSQL", lambda: find_binaries() / "postgres", unprivileged=True)
    yield _program("NATS", find_binary, unprivileged=False)
    yield _codec("H.264 decoder", "h264", "r")
    yield _codec("H.264 encoder (virtual cameras)", "libx264", "w")
    yield _tool("Chromium (end-to-end tests)", _CHROMIUM, "playwright install chromium")
    yield _tool(
        "GStreamer (independent RTSP tests)", ("gst-launch-1.0",), "apt-get install gstreamer1.0-tools"
    )


def _program(subject: str, find: Callable[[], Path], *, unprivileged: bool) -> Finding:
    try:
        version = _ask_version(find(), unprivileged=unprivileged)
    except (EngineError, OSError, subprocess.SubprocessError) as error:
        return Finding(subject, "missing", str(error), "uv sync --all-packages")
    return Finding(subject, "ok", version)


def _ask_version(binary: Path, *, unprivileged: bool) -> str:
    account = unprivileged_account() if unprivileged else None
    done = subprocess.run(  # noqa: S603 (our own binary)
        (str(binary), "--version"),
        preexec_fn=becoming(account),
        capture_output=True,
        text=True,
        check=True,
        timeout=_ANSWER_SECONDS,
    )
    return done.stdout.strip()


def _codec(subject: str, name: str, mode: str) -> Finding:
    found = f"PyAV {av.__version__}"
    try:
        Codec(name, "w" if mode == "w" else "r")
    except ValueError:
        return Finding(
            subject, "missing", f"{found} lacks {name}", "install PyAV from its wheel: pip install av"
        )
    return Finding(subject, "ok", f"{found}, {name}")


def _tool(subject: str, names: tuple[str, ...], remedy: str) -> Finding:
    found = next((path for name in names if (path := shutil.which(name))), None)
    return judge(subject, good=found is not None, found=found or "not found", remedy=remedy, needed=False)
