"""Brings a whole city: areas, boundaries, the election, the places where it votes, polling stations."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from lokus_local.importing.checking import check_boundaries, check_stations
from lokus_local.importing.city_files import CityFiles, Sheet, ndjson, read_city, site_row
from lokus_local.importing.sending import GEO_JSON, NDJSON, Job, Sender, Upload, checked

OPERATOR: Final = "operator"
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
    """Bring all of it, in the order in which one refers to the other; a dry run writes nothing of it."""
    city = await asyncio.to_thread(read_city, folder)
    sender.faults += [*city.areas.faults, *city.stations.faults]
    uploads = await asyncio.to_thread(_Uploads, city, wanted)
    if wanted.dry_run:
        await _check(sender, city, wanted, uploads)
        return
    for upload in (uploads.areas, *uploads.boundaries):
        await sender.bring(upload)
    await _hold_election(sender, wanted.election)
    await sender.bring(uploads.sites)
    await sender.bring(uploads.stations)


class _Uploads:
    """The files of a city as they are sent."""

    def __init__(self, city: CityFiles, wanted: Wanted) -> None:
        ending = "&dry_run=true" if wanted.dry_run else ""
        names = {area["id"]: area["name"] for area in city.areas.rows}
        sites = [site_row(row, names.get(row["area"], ""), wanted.owner) for row in city.stations.rows]

        def rows(person: str, what: str, query: str, sheet: Sheet, rows: Sequence[dict[str, Any]]) -> Upload:
            return Upload(
                person, what, sheet.file, f"collection={query}{ending}", ndjson(rows), NDJSON, sheet.lines
            )

        self.areas = rows(OPERATOR, "areas", "areas", city.areas, city.areas.rows)
        self.sites = rows(wanted.person, "sites", "sites", city.stations, sites)
        query = f"polling-stations&election={wanted.election}"
        self.stations = rows(OPERATOR, "polling stations", query, city.stations, city.stations.rows)
        self.boundaries = [
            Upload(
                OPERATOR,
                f"boundaries in {file.name}",
                file.name,
                f"collection=boundaries{ending}",
                file.read_bytes(),
                GEO_JSON,
            )
            for file in city.boundaries
        ]


async def _check(sender: Sender, city: CityFiles, wanted: Wanted, uploads: _Uploads) -> None:
    """Have each file checked by the registry as far as what it refers to is stored; else by the others."""
    codes = {area["id"] for area in city.areas.rows}
    if not _all_there(await sender.bring(uploads.areas)):
        for file in city.boundaries:
            sender.faults += await asyncio.to_thread(lambda file: list(check_boundaries(file, codes)), file)
            _say_checked(sender, f"boundaries in {file.name}")
        _check_here(sender, "sites and polling stations", city.stations, codes)
        return
    for upload in uploads.boundaries:
        await sender.bring(upload)
    sites_there = _all_there(await sender.bring(uploads.sites))
    election = await sender.ask(OPERATOR, "GET", f"elections/{wanted.election}")
    if sites_there and election.is_success:
        await sender.bring(uploads.stations)
    else:
        _check_here(sender, "polling stations", city.stations, codes)


def _check_here(sender: Sender, what: str, stations: Sheet, codes: set[str]) -> None:
    sender.faults += check_stations(stations, codes)
    _say_checked(sender, what)


def _say_checked(sender: Sender, what: str) -> None:
    sender.screen.say(
        f"{what}: checked against the other files only, as what they refer to is not stored yet"
    )


def _all_there(job: Job) -> bool:
    """Whether a dry run would have created nothing."""
    return not job["created"] and not job["failed"] and bool(job["rows"])


async def _hold_election(sender: Sender, election: str) -> None:
    """Create it if it is missing; one that is there stays as it is."""
    path = f"elections/{election}"
    found = await sender.ask(OPERATOR, "GET", path)
    if found.status_code == httpx.codes.NOT_FOUND:
        checked(await sender.ask(OPERATOR, "PUT", path, body=_VOTE))
        sender.screen.say(f"election {election}: created")
