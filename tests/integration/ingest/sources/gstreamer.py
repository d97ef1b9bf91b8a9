"""GStreamer's RTSP server as its own process, which a test may stall, kill and start again."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from typing import Final

import pytest

_PYTHON: Final = "/usr/bin/python3"
"""The system's: `gi` comes with it."""
_NEEDED: Final = 'import gi; gi.require_version("GstRtspServer", "1.0")'
_SERVER: Final = Path(__file__).with_name("gstreamer_camera.py")


class GStreamerCamera:
    """At work at `url` once started."""

    def __init__(self, codec: str = "h264", transport: str = "tcp", login: tuple[str, ...] = ()) -> None:
        self._codec = codec
        self._rest = (transport, *login)
        self._port = "0"
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        """Start, and return when it serves; a second time on the same port."""
        command = [_PYTHON, str(_SERVER), self._codec, self._port, *self._rest]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().removeprefix("serving ").strip()
        self._port = self.url.split(":")[2].split("/")[0]

    def stall(self) -> None:
        """Keep the connections, send nothing."""
        assert self._process is not None
        self._process.send_signal(SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(SIGCONT)

    def kill(self) -> None:
        """End without a word to anybody."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None


@contextmanager
def serving(
    codec: str = "h264", transport: str = "tcp", login: tuple[str, ...] = ()
) -> Iterator[GStreamerCamera]:
    """A camera for as long as the context lasts; skips the test where GStreamer's server is not installed."""
    if not _installed():
        pytest.skip("no GStreamer RTSP server here: `make test-tools` installs it")
    camera = GStreamerCamera(codec, transport, login)
    try:
        camera.start()
        yield camera
    finally:
        camera.kill()


def _installed() -> bool:
    if not Path(_PYTHON).exists():
        return False
    return subprocess.run([_PYTHON, "-c", _NEEDED], check=False, capture_output=True).returncode == 0
