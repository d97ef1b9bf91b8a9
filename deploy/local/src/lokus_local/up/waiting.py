"""Waiting for parts to become ready, with a word now and then about what is missing."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from lokus_kit.clock import Clock
from lokus_local.status.survey import explain

_POLL_SECONDS = 0.2
_WORD_SECONDS = 5.0
_ANSWER_SECONDS = 2.0

WhyNotReady = Callable[[], Awaitable[str | None]]


class Waiting:
    """Waits and tells: `name ready in 1.2 s`, counted from the start of `lokus up`."""

    def __init__(self, clock: Clock, show: Callable[[str], None], http: httpx.AsyncClient) -> None:
        self._clock = clock
        self._show = show
        self._http = http
        self._started_at_seconds = clock.monotonic_seconds()

    @property
    def elapsed_seconds(self) -> float:
        """Seconds since the start of `lokus up`."""
        return self._clock.monotonic_seconds() - self._started_at_seconds

    async def until_ready(self, name: str, why_not_ready: WhyNotReady) -> None:
        """Return when the part is ready, however long that takes."""
        next_word_at_seconds = self.elapsed_seconds + _WORD_SECONDS
        while (reason := await why_not_ready()) is not None:
            if self.elapsed_seconds >= next_word_at_seconds:
                self._show(f"waiting for {name}: {reason}")
                next_word_at_seconds = self.elapsed_seconds + _WORD_SECONDS
            await self._clock.sleep(_POLL_SECONDS)
        self._show(f"{name} ready in {self.elapsed_seconds:.1f} s")

    async def until_answering(self, name: str, ready_url: str) -> None:
        """Return when `/readyz` says yes."""
        await self.until_ready(name, lambda: self._ask(ready_url))

    async def until_listening(self, name: str, port: int) -> None:
        """Return when somebody listens on the port of this machine."""
        await self.until_ready(name, lambda: _connect(port))

    async def _ask(self, ready_url: str) -> str | None:
        try:
            answer = await self._http.get(ready_url, timeout=_ANSWER_SECONDS)
        except httpx.HTTPError as error:
            return str(error) or type(error).__name__
        return None if answer.status_code == httpx.codes.OK else "; ".join(explain(answer))


async def _connect(port: int) -> str | None:
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError as error:  # a timeout is one
        return str(error)
    writer.close()
    await writer.wait_closed()
    return None
