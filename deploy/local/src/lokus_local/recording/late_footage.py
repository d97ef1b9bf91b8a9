"""The registry's API of late footage, as a person uses it: a file goes up as it is read."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx

from lokus_kit.clock import Clock

_PIECE_BYTES: Final = 1024 * 1024
_POLL_SECONDS: Final = 0.5
_ANSWER_SECONDS: Final = 60.0
_ENDS: Final = frozenset({"stored", "refused"})


class LateFootageError(Exception):
    """The registry did not take it, or does not tell; the text says why."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A file, and what is said of it."""

    file: Path
    sha256: str
    starts_at: datetime
    clock_offset_milliseconds: int
    frames_per_second: float | None

    def query(self) -> dict[str, str]:
        """As the registry is told it."""
        said = {
            "starts_at": self.starts_at.isoformat(),
            "sha256": self.sha256,
            "clock_offset_milliseconds": str(self.clock_offset_milliseconds),
            "name": self.file.name[-200:],
        }
        rate = self.frames_per_second
        return said if rate is None else said | {"frames_per_second": str(rate)}


def sha256_of(file: Path) -> str:
    """Of its content, read piece by piece."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


class Registry:
    """Asks with one person's token."""

    def __init__(self, http: httpx.AsyncClient, url: str, token: str) -> None:
        self._http = http
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}

    async def send(self, camera: str, claim: Claim, progress: Callable[[int, int], None]) -> dict[str, Any]:
        """Send a file; what became of it by now. `progress` is told bytes, and of how many."""
        size_bytes = (await asyncio.to_thread(claim.file.stat)).st_size
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size_bytes)}
        return await self._ask(
            "POST",
            f"cameras/{quote(camera, safe='')}/late-footage",
            params=claim.query(),
            headers=headers,
            content=_pieces(claim.file, size_bytes, progress),
        )

    async def until_end(
        self, told: dict[str, Any], progress: Callable[[dict[str, Any]], None], clock: Clock
    ) -> dict[str, Any]:
        """What became of footage at its end."""
        while told["phase"] not in _ENDS:
            progress(told)
            await clock.sleep(_POLL_SECONDS)
            told = await self._ask("GET", f"cameras/{told['camera']}/late-footage/{told['id']}")
        return told

    async def list(self, camera: str) -> list[dict[str, Any]]:
        """What became of all footage of a camera."""
        told = await self._ask("GET", f"cameras/{quote(camera, safe='')}/late-footage")
        items: list[dict[str, Any]] = told["items"]
        return items

    async def _ask(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        headers = self._headers | more.pop("headers", {})
        try:
            answer = await self._http.request(
                method, f"{self._url}/v1/{path}", headers=headers, timeout=_ANSWER_SECONDS, **more
            )
            told: dict[str, Any] = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise LateFootageError(
                f"the registry at {self._url} does not answer ({type(error).__name__}): send it again, what "
                "came through is not stored twice"
            ) from None
        if not answer.is_success:
            raise LateFootageError(str(told.get("detail", f"HTTP {answer.status_code}")))
        return told


async def _pieces(file: Path, size_bytes: int, progress: Callable[[int, int], None]) -> AsyncIterator[bytes]:
    sent = 0
    content = await asyncio.to_thread(file.open, "rb")
    try:
        while piece := await asyncio.to_thread(content.read, _PIECE_BYTES):
            yield piece
            sent += len(piece)
            progress(sent, size_bytes)
    finally:
        content.close()
