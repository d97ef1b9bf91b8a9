"""One picture of a virtual camera, as somebody takes it who reviews what the camera shows."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Awaitable, Callable

from lokus_local.demo.caller import DemoRefusedError

_TAKE_SECONDS = 30.0

TakeSnapshot = Callable[[str], Awaitable[bytes]]
"""Take a JPEG of the camera at that URL."""


def snapshots_with(password: str) -> TakeSnapshot:
    """Return what takes pictures of the virtual cameras, which ask for that password."""

    async def take(url: str) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "lokus_local.demo.picture", url),
            env=os.environ | {"LOKUS_VIRTUAL_CAMERA_PASSWORD": password},
            stdout=PIPE,
            stderr=DEVNULL,
        )
        try:
            async with asyncio.timeout(_TAKE_SECONDS):
                jpeg, _ = await process.communicate()
        except TimeoutError as error:
            raise DemoRefusedError(f"no picture from {url} in {_TAKE_SECONDS:.0f} s") from error
        finally:
            if process.returncode is None:
                process.kill()
        if process.returncode:
            raise DemoRefusedError(f"no picture from {url}")
        return jpeg

    return take
