"""What a console waits for at the size of a city: the map on every pan, a page of cameras, the survey.

A registry of its own with 60,000 cameras and 30,766 sites, asked over HTTP one request after the other:
any part of the city at any zoom, the whole city among them, by an operator, an owner and a police force.
"""

import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from bench.figure import Figure, median_of, percentile
from bench.registry.process import running_registry
from lokus_kit.clock import SystemClock
from support.full_city import BBOX, CAMERAS, SITES, fill_city, settle_map
from support.identity import Issuer, serving_issuer

_TENANT: Final = "jakarta"
_MAP_BAR_MS, _PAGE_BAR_MS = 30.0, 20.0
_SCREEN: Final = (1920, 1080)
_TILE_PIXELS: Final = 256
_FILTERS: Final = (
    "",
    "owner=kpu",
    "vendor=vendor-2",
    "area=31.72",
    "status=stalled",
    "life=in_service",
    "site=site-00123",
)
_RARE_NAME: Final = "name=999"
"""Looked for in the names of all cameras."""
_PEOPLE: Final = (("lokus", "platform_operator"), ("kpu", "owner_admin"), ("polda", "agency_operator"))
_clock = SystemClock()


@dataclass(frozen=True)
class _Console:
    """Somebody who asks the registry."""

    http: httpx.AsyncClient
    headers: dict[str, str]

    async def ask_ms(self, path: str) -> float:
        """Ask, check, and return how long it took."""
        begun = _clock.monotonic_seconds()
        answer = await self.http.get(path, headers=self.headers)
        took_ms = (_clock.monotonic_seconds() - begun) * 1000
        answer.raise_for_status()
        return took_ms


async def measure(requests: int) -> AsyncIterator[Figure]:
    """Yield the figures of what a console asks."""
    folder = Path(tempfile.mkdtemp(prefix="lokus-bench-"))
    try:
        with serving_issuer() as issuer, running_registry(folder, issuer.url) as registry:
            await fill_city(registry.database_url, _TENANT)
            await settle_map(registry.database_url)
            async with httpx.AsyncClient(base_url=registry.url, timeout=60) as http:
                async for figure in _figures(http, issuer, requests):
                    yield figure
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _figures(http: httpx.AsyncClient, issuer: Issuer, requests: int) -> AsyncIterator[Figure]:
    dice = random.Random(2024)  # noqa: S311 (which part is asked for is no secret)
    people = [_Console(http, issuer.headers(org, role, tenant=_TENANT)) for org, role in _PEOPLE]
    size = f"{CAMERAS} cameras, {SITES} sites, {requests} requests"
    looks = await _asked(people, lambda: _look(dice), requests)
    yield _percentile("map_p99_ms", looks, _MAP_BAR_MS, f"{size}; any part and zoom")
    pages = await _asked(people[:2], lambda: _page(dice, dice.choice(_FILTERS)), requests)
    yield _percentile("camera_page_p99_ms", pages, _PAGE_BAR_MS, f"{size}; any cursor, filter")
    names = await _asked(people[:2], lambda: _page(dice, _RARE_NAME), requests // 4)
    yield _percentile("camera_name_p99_ms", names, _PAGE_BAR_MS, f"{size} / 4; a name that few have")
    surveys = await _asked(people[:1], lambda: "/v1/coverage?by=district", 5)
    yield Figure("registry", "coverage_seconds", round(median_of(surveys) / 1000, 3), "s", note=size)


async def _asked(people: list[_Console], path: Callable[[], str], requests: int) -> list[float]:
    for person in people * 3:
        await person.ask_ms(path())
    return [await people[number % len(people)].ask_ms(path()) for number in range(requests)]


def _percentile(metric: str, took_ms: list[float], bar_ms: float, note: str) -> Figure:
    how = f"{note}; median {median_of(took_ms)} ms"
    return Figure("registry", metric, round(percentile(took_ms, 99), 1), "ms", bar_ms, note=how)


def _look(dice: random.Random) -> str:
    """A screen of the map somewhere in the city, or the whole city."""
    west, south, east, north = BBOX
    layer = dice.choice(("cameras", "sites"))
    if dice.random() < 0.25:  # noqa: PLR2004 (every fourth)
        return f"/v1/map?bbox={west},{south},{east},{north}&zoom=11&layer={layer}"
    zoom = dice.randint(0, 22)
    degrees = 360 / 2**zoom / _TILE_PIXELS
    across, up = (min(80.0, pixels * degrees / 2) for pixels in _SCREEN)
    x, y = dice.uniform(west, east), dice.uniform(south, north)
    box = (max(-180.0, x - across), max(-85.0, y - up), min(180.0, x + across), min(85.0, y + up))
    return f"/v1/map?bbox={','.join(f'{edge:.7f}' for edge in box)}&zoom={zoom}&layer={layer}"


def _page(dice: random.Random, wanted: str) -> str:
    return f"/v1/cameras?limit=100&after=cam-{dice.randint(0, CAMERAS):05}&{wanted}"
