"""`lokus virtual-camera` as a child process, on a free port."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SERVING = "serving "
_STOP_SECONDS = 20.0


@contextmanager
def virtual_camera(*options: str) -> Iterator[str]:
    """Serve one camera until the end of the block; give its `rtsp://` URL."""
    command = [sys.executable, "-m", "lokus_local", "virtual-camera", "--port", "0", *options]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            line = child.stdout.readline()  # it prints one line when ready, or ends
            assert line.startswith(_SERVING), f"the virtual camera did not start: {line!r}"
            yield line.removeprefix(_SERVING).split()[0]
        finally:
            child.terminate()
            child.wait(_STOP_SECONDS)
