"""The registry's API of late footage, as a person uses it: a file goes up as it is read."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from lokus_kit.clock import Clock
from lokus_local.service_access import ServiceAccess

_PIECE_BYTES: Final = 1024 * 1024
_POLL_SECONDS: Final = 0.5
_ENDS: Final = frozenset({"stored", "refused"})

State = dict[str, Any]
"""How far some footage is, as the registry tells it."""


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


async def send(
    registry: ServiceAccess, camera: str, claim: Claim, progress: Callable[[int, int], None]
) -> State:
    """Send a file; how far it is by now. `progress` is told bytes, and of how many."""
    size_bytes = (await asyncio.to_thread(claim.file.stat)).st_size
    return await registry.ask(
        "POST",
        _path(camera),
        params=claim.query(),
        headers={"Content-Type": "application/octet-stream", "Content-Length": str(size_bytes)},
        content=_pieces(claim.file, size_bytes, progress),
    )


async def order_from_card(registry: ServiceAccess, camera: str, start: datetime, until: datetime) -> State:
    """Have a range fetched from the camera's own card; how far that is by now."""
    body = {"from": start.isoformat(), "until": until.isoformat()}
    return await registry.ask("POST", f"{_path(camera)}/from-card", body)


async def until_end(
    registry: ServiceAccess, state: State, progress: Callable[[State], None], clock: Clock
) -> State:
    """What became of footage at its end."""
    while state["phase"] not in _ENDS:
        progress(state)
        await clock.sleep(_POLL_SECONDS)
        state = await registry.ask("GET", f"{_path(state['camera'])}/{state['id']}")
    return state


async def all_of(registry: ServiceAccess, camera: str) -> list[State]:
    """What became of all late footage of a camera."""
    items: list[State] = (await registry.ask("GET", _path(camera)))["items"]
    return items


def _path(camera: str) -> str:
    return f"cameras/{quote(camera, safe='')}/late-footage"


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
