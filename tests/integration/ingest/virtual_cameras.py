"""The project's virtual camera as its own process, which a test may stall, kill and start again."""

import re
import signal
import subprocess
import sys

from lokus_local.free_port import free_port

_MODULE = "lokus_local.virtual_camera"
_SMALL = ("--size", "640x360", "--fps", "10", "--bitrate", "300k")


class VirtualCamera:
    """One camera at `url`; `options` are those of `lokus virtual-camera`."""

    def __init__(self, *options: str) -> None:
        self.port = free_port()
        self.url = f"rtsp://127.0.0.1:{self.port}/0"
        self._options = (*_SMALL, *options)
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start, and return when it serves."""
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "lokus_local.virtual_camera",
                "--host",
                "127.0.0.1",
                "--port",
                str(self.port),
                *self._options,
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert re.match(r"serving rtsp://", line), line

    def stall(self) -> None:
        """Keep the connections, send nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End without a word to anybody."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)
