"""What a log serves, over HTTP (C2SP tlog-tiles). Nobody needs a token for it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import httpx

from lokus_log.tiles import ENTRIES, TILE_WIDTH, Tile, width_in

_SECONDS: Final = 20.0
_AT_ONCE: Final = 16
"""Bundles that are fetched ahead."""
_MOST_BYTES: Final = 32 * 1024 * 1024
"""A bundle has 256 entries of 64 kB at the most."""


class UnreachableError(Exception):
    """The log does not answer; the text says what was asked."""


class MissingError(Exception):
    """The log answers, and does not have it; the text says what."""


class ServedLog:
    """A log below an address."""

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self._http = http
        self._url = url.rstrip("/")

    async def get(self, path: str) -> bytes:
        """One file of it."""
        address = f"{self._url}/{path}"
        content = bytearray()
        try:
            async with self._http.stream("GET", address, timeout=_SECONDS) as answer:
                async for part in answer.aiter_bytes():
                    content += part
                    if len(content) > _MOST_BYTES:
                        raise MissingError(f"{address} is larger than anything that a log serves")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UnreachableError(f"{address} does not answer ({type(error).__name__})") from None
        if answer.is_client_error:
            raise MissingError(f"{address} is not served ({answer.status_code})")
        if not answer.is_success:
            raise UnreachableError(f"{address} does not answer ({answer.status_code})")
        return bytes(content)

    async def bundles(self, size: int) -> AsyncIterator[tuple[bytes, bytes]]:
        """All entries of a tree of a size, a bundle at a time, each with the tile of their hashes."""
        numbers = range(-(-size // TILE_WIDTH))
        for start in range(0, len(numbers), _AT_ONCE):
            async with asyncio.TaskGroup() as tasks:
                ahead = [
                    tasks.create_task(self._pair(number, size), name=f"bundle {number}")
                    for number in numbers[start : start + _AT_ONCE]
                ]
            for each in ahead:
                if isinstance(found := each.result(), tuple):
                    yield found
                else:
                    raise found

    async def _pair(self, number: int, size: int) -> tuple[bytes, bytes] | Exception:
        width = width_in(0, number, size)
        try:
            entries = await self.get(Tile(ENTRIES, number, width).path)
            return entries, await self.get(Tile(0, number, width).path)
        except (UnreachableError, MissingError) as error:
            return error
