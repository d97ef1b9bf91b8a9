"""A clip that is written to a file as it comes."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import httpx

from lokus_local.service_access import ServiceAccess


class Got(NamedTuple):
    """A clip that was written: how large, and the time that it shows."""

    size_bytes: int
    start: str
    until: str


async def write_clip(
    gateway: ServiceAccess,
    path: str,
    asked: dict[str, str],
    file: Path,
    progress: Callable[[int, int | None], None],
) -> Got:
    """Write a clip; the file is there when it is whole. `progress` is told bytes, and of how many."""
    growing = file.with_name(f"{file.name}.part")
    with ExitStack() as stack:
        stack.callback(growing.unlink, missing_ok=True)
        async with gateway.answer("GET", path, params=asked) as answer:
            size_bytes = await _write(answer, growing, progress)
            got = Got(size_bytes, answer.headers["Lokus-Clip-From"], answer.headers["Lokus-Clip-Until"])
        growing.rename(file)
    return got


async def _write(answer: httpx.Response, file: Path, progress: Callable[[int, int | None], None]) -> int:
    told = answer.headers.get("Content-Length")
    size_bytes = 0
    with file.open("wb") as out:
        async for content in answer.aiter_bytes():
            out.write(content)
            size_bytes += len(content)
            progress(size_bytes, None if told is None else int(told))
    return size_bytes
