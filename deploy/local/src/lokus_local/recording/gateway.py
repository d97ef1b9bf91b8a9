"""The gateway's API of recordings, as a person uses it."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx

_ANSWER_SECONDS = 60.0


class FootageError(Exception):
    """The gateway did not give it; the text says why."""


class Got(NamedTuple):
    """A clip that was written: how large, and the time that it shows."""

    size_bytes: int
    start: str
    until: str


class Gateway:
    """Asks with one person's token."""

    def __init__(self, http: httpx.AsyncClient, url: str, token: str) -> None:
        self._http = http
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}

    async def timeline(self, camera: str, start: datetime, until: datetime) -> dict[str, Any]:
        """What is recorded of a camera."""
        async with self._get(camera, "recordings", start, until) as answer:
            found: dict[str, Any] = json.loads(await answer.aread())
        return found

    async def clip(
        self,
        camera: str,
        start: datetime,
        until: datetime,
        file: Path,
        progress: Callable[[int, int | None], None],
    ) -> Got:
        """Write a clip; the file is there when it is whole. `progress` is told bytes, and of how many."""
        growing = file.with_name(f"{file.name}.part")
        with ExitStack() as stack:
            stack.callback(growing.unlink, missing_ok=True)
            async with self._get(camera, "clip", start, until) as answer:
                size_bytes = await _write(answer, growing, progress)
                got = Got(size_bytes, answer.headers["Lokus-Clip-From"], answer.headers["Lokus-Clip-Until"])
            growing.rename(file)
        return got

    @asynccontextmanager
    async def _get(
        self, camera: str, what: str, start: datetime, until: datetime
    ) -> AsyncIterator[httpx.Response]:
        url = f"{self._url}/v1/cameras/{quote(camera, safe='')}/{what}"
        asked = {"from": start.isoformat(), "until": until.isoformat()}
        try:
            async with self._http.stream(
                "GET", url, params=asked, headers=self._headers, timeout=_ANSWER_SECONDS
            ) as answer:
                if not answer.is_success:
                    raise FootageError(_complaint(answer.status_code, await answer.aread()))
                yield answer
        except (httpx.RemoteProtocolError, httpx.ReadError) as error:
            raise FootageError(
                "the answer broke off: the right to see it ended, or the platform is stopping"
            ) from error
        except httpx.HTTPError as error:
            raise FootageError(f"the gateway at {self._url} does not answer ({error!r})") from error


async def _write(answer: httpx.Response, file: Path, progress: Callable[[int, int | None], None]) -> int:
    told = answer.headers.get("Content-Length")
    size_bytes = 0
    with file.open("wb") as out:
        async for content in answer.aiter_bytes():
            out.write(content)
            size_bytes += len(content)
            progress(size_bytes, None if told is None else int(told))
    return size_bytes


def _complaint(status: int, body: bytes) -> str:
    """The sentence of a problem JSON, and where there is footage instead."""
    try:
        problem = json.loads(body)
        nearest = [f"from {each['from']} until {each['until']}" for each in problem.get("nearest", [])]
        return f"{problem['detail']}{'; the nearest is ' + ' and '.join(nearest) if nearest else ''}"
    except (ValueError, KeyError, TypeError):
        return f"HTTP {status}"
