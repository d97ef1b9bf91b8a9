"""Where the output of one child goes: all of it to `log/NAME.log`, what matters to the terminal.

The file is turned over to `NAME.log.1` at the start of a child when it has grown past its limit.
Lokus services write JSON lines; of those, warnings and worse are shown as one readable line.
Plain lines of other programs are shown when they carry one of the words that those use for trouble.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

_LIMIT_BYTES = 8 * 1024 * 1024
_LONGEST_LINE_BYTES = 1024 * 1024
_SHOWN_CHARACTERS = 300
_SERIOUS_LEVELS = frozenset({"warning", "error", "critical"})
_EVERYDAY_PLAIN = re.compile(r"FATAL: +the database system is (starting up|shutting down)")
_SERIOUS_PLAIN = re.compile(r"\[WRN\]|\[ERR\]|\[FTL\]|\b(WARNING|ERROR|FATAL|PANIC):|Error: ")


class LogSink:
    """Takes the raw output of one child."""

    def __init__(self, name: str, folder: Path, show: Callable[[str], None]) -> None:
        self._name = name
        self._show = show
        self._rest = b""
        self._last_unshown = ""
        self._failing = False
        file = folder / f"{name}.log"
        if file.exists() and file.stat().st_size > _LIMIT_BYTES:
            file.replace(file.with_suffix(".log.1"))
        file.touch(mode=0o600)
        self._file = file.open("ab", buffering=0)

    def write(self, chunk: bytes) -> None:
        """Keep a chunk of output, which may end within a line."""
        self._keep(chunk)
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        self._rest = self._rest[:_LONGEST_LINE_BYTES]
        for line in lines:
            self._show_if_serious(line)

    def _keep(self, chunk: bytes) -> None:
        """Write to the file; a full disk loses lines of the log, never the child."""
        try:
            self._file.write(chunk)
        except OSError as error:
            if not self._failing:
                self._show(f"{self._name}: its log cannot be written: {error.strerror}")
            self._failing = True
        else:
            self._failing = False

    @property
    def last_words(self) -> str:
        """The last line, for a child that ended without saying more; empty if it was shown already."""
        return self._last_unshown

    def close(self) -> None:
        """Take a last line that was not ended, and close the file."""
        if self._rest:
            self._show_if_serious(self._rest)
            self._rest = b""
        self._file.close()

    def _show_if_serious(self, raw: bytes) -> None:
        line = raw.decode("utf-8", "replace")
        text = readable_if_serious(line)
        if text is not None:
            self._show(f"{self._name}: {text[:_SHOWN_CHARACTERS]}")
            self._last_unshown = ""
        elif line.strip():
            self._last_unshown = line.strip()[:_SHOWN_CHARACTERS]


def readable_if_serious(line: str) -> str | None:
    """Return what to show of a log line: None for the everyday ones."""
    if line.startswith("{"):
        try:
            return _readable(json.loads(line))
        except json.JSONDecodeError:
            pass  # a plain line that happens to begin so
    serious = _SERIOUS_PLAIN.search(line) and not _EVERYDAY_PLAIN.search(line)
    return line.strip() if serious else None


def _readable(entry: dict[str, Any]) -> str | None:
    level = str(entry.get("level", "")).lower()
    if level not in _SERIOUS_LEVELS:
        return None
    where = " ".join(f"{key}={entry[key]}" for key in ("camera_id", "run_id") if key in entry)
    error = _error_of(str(entry.get("trace", "")))
    return "  ".join(part for part in (f"{level}: {entry.get('message', '')}", where, error) if part)


def _error_of(trace: str) -> str:
    """Return the last line of a traceback that says something; exception groups end in a drawn box."""
    lines = (line.strip(" |+-") for line in reversed(trace.splitlines()))
    return next((line for line in lines if line), "")
