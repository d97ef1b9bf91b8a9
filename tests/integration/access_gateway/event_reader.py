"""A page that listens: the gateway's server-sent events, parsed."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

_PATIENCE_SECONDS = 10.0


class EventReader:
    """Reads one stream, message by message."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> tuple[str, Any]:
        """The next message's name and content; StopAsyncIteration at the end."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            name = ""
            while (line := await anext(self._lines)) or not name:
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    content = json.loads(line.removeprefix("data: "))
        return name, content

    async def until(self, wanted: str) -> tuple[list[tuple[str, Any]], Any]:
        """All messages before the next one of that name, and its content."""
        before = []
        while (message := await self.next())[0] != wanted:
            before.append(message)
        return before, message[1]


@asynccontextmanager
async def listening(http: httpx.AsyncClient, headers: dict[str, str]) -> AsyncIterator[EventReader]:
    """Listen until the end of the block."""
    async with http.stream("GET", "/v1/events/stream", headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["Content-Type"].startswith("text/event-stream")
        yield EventReader(response.aiter_lines())
