"""A few threads for all cameras. Decoding and comparing leave the interpreter's lock while they work."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import cv2

from lokus_analytics.application.ports import Result


class WorkerThreads:
    """Owned by the root; `close` waits for what still runs."""

    def __init__(self, threads: int) -> None:
        cv2.setNumThreads(1)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="eyes")

    async def run(self, work: Callable[[], Result]) -> Result:
        """Run `work` on one of the threads."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def close(self) -> None:
        """Wait for the threads to end."""
        self._pool.shutdown(wait=True, cancel_futures=True)
