"""The swarm as the bench sees it: its process, its commands, what it counted."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench import ROOT

_ADDRESSES_PER_SEGMENT: Final = 20
_SEGMENTS_PER_BLOCK: Final = 250


@dataclass(frozen=True, slots=True)
class Counted:
    """All counts since the swarm's start; `sessions`: by camera, those that play now."""

    sessions: dict[int, int]
    connects: int
    due: int
    dropped: int
    sent_bytes: int
    late_ms: float

    @property
    def taken(self) -> int:
        """Pictures that readers had room for."""
        return self.due - self.dropped


class Swarm:
    """Runs from `start` to `kill`."""

    def __init__(self, log_file: Path) -> None:
        self._log_file = log_file
        self._process: subprocess.Popen[str] | None = None
        self.port = 0

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        return self._running.pid

    def start(self) -> None:
        """Start it; returns when it serves."""
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(
                (sys.executable, "-m", "bench.fleet.swarm"),
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.port = int(self._answered())

    def kill(self) -> None:
        """End it, if it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def url(self, camera: int) -> str:
        """Where a camera is reached; twenty cameras share a network segment (a /24)."""
        return f"rtsp://{address_of(camera)}:{self.port}/{camera}"

    def leave(self, cameras: range) -> None:
        """Cut the connections of cameras, and refuse new ones."""
        self._ask("leave", cameras)

    def come_back(self, cameras: range) -> None:
        """Serve them again."""
        self._ask("return", cameras)

    def stall(self, cameras: range) -> None:
        """Keep their connections, send nothing."""
        self._ask("stall", cameras)

    def go_on(self, cameras: range) -> None:
        """Send again."""
        self._ask("go on", cameras)

    def thin_out(self, cameras: range) -> None:
        """Have them send key frames alone, from their next session on."""
        self._ask("thin out", cameras)

    def count(self) -> Counted:
        """What it counted; how late it was is counted from one question to the next."""
        found = self._ask("count")
        return Counted(**(found | {"sessions": dict(found["sessions"])}))

    def connects(self) -> list[float]:
        """When each connection came, in monotonic seconds."""
        return list(self._ask("connects")["connects"])

    @property
    def _running(self) -> "subprocess.Popen[str]":
        assert self._process is not None  # noqa: S101 (started before it is used)
        return self._process

    def _ask(self, what: str, cameras: range = range(0)) -> dict[str, Any]:
        line = json.dumps({"do": what, "first": cameras.start, "last": cameras.stop - 1})
        assert self._running.stdin is not None  # noqa: S101 (a pipe)
        self._running.stdin.write(line + "\n")
        self._running.stdin.flush()
        return dict(json.loads(self._answered()))

    def _answered(self) -> str:
        assert self._running.stdout is not None  # noqa: S101 (a pipe)
        line = self._running.stdout.readline()
        if not line:
            raise RuntimeError(f"the swarm ended: {self._log_file.read_text(encoding='utf-8')[-2000:]}")
        return line


def address_of(camera: int) -> str:
    """Return a camera's own address within 127.0.0.0/8."""
    segment, host = divmod(camera, _ADDRESSES_PER_SEGMENT)
    block, segment = divmod(segment, _SEGMENTS_PER_BLOCK)
    return f"127.{block + 1}.{segment + 1}.{host + 1}"
