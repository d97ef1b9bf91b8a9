"""Brings a whole city: areas, boundaries, the election, the places where it votes, polling stations."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from lokus_local.importing.city_files import (
    area_row,
    find_files,
    ndjson,
    read_csv,
    site_row,
    station_row,
)
from lokus_local.importing.sending import GEO_JSON, NDJSON, Sender, checked

_OPERATOR: Final = "operator"
_VOTE: Final = {"name": "Pemilihan Umum 2024", "kind": "general", "voting_on": "2024-02-14"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """As whom and under which names."""

    election: str
    person: str
    """Who sends the sites."""
    owner: str
    """Whose sites they are."""
    dry_run: bool = False


async def bring_city(sender: Sender, folder: Path, wanted: Wanted) -> None:
    """Bring all of it, in the order in which one refers to the other."""
    files = find_files(folder)
    areas = [area_row(row) for row in read_csv(files.areas)]
    stations = read_csv(files.stations)
    villages = {area["id"]: area["name"] for area in areas}
    sites = [site_row(row, villages.get(row["kode_kelurahan"], ""), wanted.owner) for row in stations]
    ending = "&dry_run=true" if wanted.dry_run else ""
    await _send(sender, _OPERATOR, "areas", f"collection=areas{ending}", areas)
    await _draw(sender, files.boundaries, ending)
    if not wanted.dry_run:
        await _hold_election(sender, wanted.election)
    await _send(sender, wanted.person, "sites", f"collection=sites{ending}", sites)
    query = f"collection=polling-stations&election={wanted.election}{ending}"
    await _send(sender, _OPERATOR, "polling stations", query, [station_row(row) for row in stations])


async def _send(sender: Sender, person: str, what: str, query: str, rows: list[dict[str, Any]]) -> None:
    await sender.import_file(person, what, query, ndjson(rows), NDJSON)


async def _draw(sender: Sender, files: tuple[Path, ...], ending: str) -> None:
    for file in files:
        body = await asyncio.to_thread(file.read_bytes)
        query = f"collection=boundaries{ending}"
        await sender.import_file(_OPERATOR, f"boundaries in {file.name}", query, body, GEO_JSON)


async def _hold_election(sender: Sender, election: str) -> None:
    """Create it if it is missing; one that is there stays as it is."""
    path = f"elections/{election}"
    found = await sender.ask(_OPERATOR, "GET", path)
    if found.status_code == httpx.codes.NOT_FOUND:
        checked(await sender.ask(_OPERATOR, "PUT", path, body=_VOTE))
        sender.show(f"election {election}: created")
