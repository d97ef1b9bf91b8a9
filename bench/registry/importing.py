"""How long a city takes to come in over the API: 30,766 polling stations, then 60,000 cameras.

Areas, sites and zones are there, as they are when a vendor sends its cameras. The cameras come as CSV with
credentials, two at a site, from one vendor; the time of a file is from its sending until its job is done,
and `import_told_seconds` is until NATS has all that the import tells, while the map is kept as well.
"""

import io
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx

from bench.figure import Figure
from bench.registry.process import running_registry
from lokus_kit.clock import SystemClock
from support.full_city import SITES, fill_city
from support.identity import Issuer, serving_issuer

_TENANT: Final = "jakarta"
_ELECTION: Final = {"name": "Pemilu 2024", "kind": "general", "voting_on": "2024-02-14"}
_BAR_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.1
_clock = SystemClock()


async def measure(cameras: int) -> AsyncIterator[Figure]:
    """Yield the time of each file, and of both."""
    folder = Path(tempfile.mkdtemp(prefix="lokus-bench-"))
    try:
        with serving_issuer() as issuer, running_registry(folder, issuer.url) as registry:
            await fill_city(registry.database_url, _TENANT, cameras=0)
            database = await asyncpg.connect(registry.database_url)
            async with httpx.AsyncClient(base_url=registry.url, timeout=60) as http:
                began_seconds, used_seconds = _clock.monotonic_seconds(), registry.cpu_seconds()
                stations_seconds = await _import_stations(http, issuer, database)
                cameras_seconds = await _import_cameras(http, issuer, cameras)
                await _until_told(database)
                told_seconds = _clock.monotonic_seconds() - began_seconds
                used_seconds = registry.cpu_seconds() - used_seconds
            await database.close()
        size = f"{SITES} polling stations, {cameras} cameras"
        seconds = stations_seconds + cameras_seconds
        yield Figure("registry", "import_seconds", round(seconds, 1), "s", _BAR_SECONDS, note=size)
        for name, value, note in (
            ("stations", stations_seconds, f"{SITES} polling stations"),
            ("cameras", cameras_seconds, f"{cameras} cameras"),
            ("told", told_seconds, "until the bus has all of it"),
            ("cpu", used_seconds, "the registry's"),
        ):
            yield Figure("registry", f"import_{name}_seconds", round(value, 1), "s", note=note)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _import_stations(http: httpx.AsyncClient, issuer: Issuer, database: Any) -> float:
    """Import the polling stations of an election; return the seconds."""
    operator = issuer.headers("lokus", "platform_operator", tenant=_TENANT)
    (await http.put("/v1/elections/pemilu-2024", json=_ELECTION, headers=operator)).raise_for_status()
    query = "SELECT area, row_number() OVER (PARTITION BY area) AS number FROM sites WHERE tenant = $1"
    rows = [
        f"{place:013},{site['number']},{site['area']},false"
        for place, site in enumerate(await database.fetch(query, _TENANT))
    ]
    path = "/v1/imports?collection=polling-stations&election=pemilu-2024"
    return await _send(http, path, operator, ["id,number,area,special", *rows])


async def _import_cameras(http: httpx.AsyncClient, issuer: Issuer, cameras: int) -> float:
    """Import the cameras of a vendor; return the seconds."""
    vendor = issuer.headers("vendor-0", "vendor", tenant=_TENANT)
    members = "id,name,zone,vendor,streams.main.url,credentials.username,credentials.password"
    rows = [
        f"cam-{n:05},Kamera {n},zone-{n % SITES + 1:05},vendor-0,rtsp://192.0.2.10:554/{n},viewer,secret-{n}"
        for n in range(1, cameras + 1)
    ]
    return await _send(http, "/v1/imports?collection=cameras", vendor, [members, *rows])


async def _send(http: httpx.AsyncClient, path: str, headers: dict[str, str], lines: list[str]) -> float:
    """Send a file and wait until its job is done; ValueError unless every row was taken."""
    body = io.StringIO()
    body.writelines(f"{line}\n" for line in lines)
    began_seconds = _clock.monotonic_seconds()
    sent = await http.post(path, content=body.getvalue(), headers=headers | {"Content-Type": "text/csv"})
    sent.raise_for_status()
    while True:
        job = (await http.get(sent.headers["Location"], headers=headers)).raise_for_status().json()
        if job["state"] in {"done", "failed", "cancelled"}:
            break
        await _clock.sleep(_POLL_SECONDS)
    if job["state"] != "done" or job["created"] != len(lines) - 1:
        raise ValueError(f"the import took not all rows: {job}")
    return _clock.monotonic_seconds() - began_seconds


async def _until_told(database: Any) -> None:
    while await database.fetchval("SELECT EXISTS (SELECT FROM outbox)"):
        await _clock.sleep(_POLL_SECONDS)
