"""Brings a whole city: areas, boundaries, the election, the places where it votes, polling stations."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from lokus_local.importing.checking import check_boundaries, check_doubles, check_stations
from lokus_local.importing.city_files import CityFiles, Row, Sheet, ndjson, read_city, site_row
from lokus_local.importing.faults import Fault
from lokus_local.importing.sending import GEO_JSON, NDJSON, RefusedError, Sender, Upload, checked
from lokus_local.importing.stored import stored_stations

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
    """Bring all of it, in the order in which one refers to the other; a dry run writes nothing of it.

    RefusedError when nothing of it can be brought.
    """
    city = await asyncio.to_thread(read_city, folder)
    sender.faults += [*city.areas.faults, *city.stations.faults]
    await _find_owner(sender, wanted.owner)
    stored = await stored_stations(sender, OPERATOR, wanted.election)
    uploads = await asyncio.to_thread(_Uploads, city, wanted, stored)
    if wanted.dry_run:
        await _check(sender, city, uploads)
        return
    for upload in (*uploads.areas, *uploads.boundaries):
        await sender.bring(upload)
    await _hold_election(sender, wanted.election)
    for upload in (*uploads.sites, *uploads.stations):
        await sender.bring(upload)


class _Uploads:
    """The files of a city as they are sent; what holds no row is not.

    A polling station that is stored keeps all that the files do not tell of it: where it votes, how
    vulnerable it is. A site of its own is made for one that has none, unless it will be refused because it
    stands there twice.
    """

    def __init__(self, city: CityFiles, wanted: Wanted, stored: Mapping[str, str | None]) -> None:
        self._ending = "&dry_run=true" if wanted.dry_run else ""
        names = {area["id"]: area["name"] for area in city.areas.rows}
        twice = {fault.line for fault in check_doubles(city.stations) if fault.line is not None}
        siteless = city.stations.without(twice).part(lambda row: stored.get(row["id"]) is None)
        sites = siteless.as_rows(lambda row: site_row(row, names.get(row["area"], ""), wanted.owner))
        new = city.stations.part(lambda row: row["id"] not in stored)
        known = city.stations.part(lambda row: row["id"] in stored)
        known = known.as_rows(lambda row: _without_site(row) if stored[row["id"]] else row)
        query = f"polling-stations&election={wanted.election}"
        self.areas = self._rows(OPERATOR, "areas", "areas", city.areas)
        self.boundaries = [self._boundaries(file) for file in city.boundaries]
        self.sites = self._rows(wanted.person, "sites", "sites", sites)
        self.stations = [
            *self._rows(OPERATOR, "polling stations", query, new),
            *self._rows(OPERATOR, "polling stations that were there", f"{query}&mode=update", known),
        ]

    def _rows(self, person: str, what: str, query: str, sheet: Sheet) -> list[Upload]:
        query = f"collection={query}{self._ending}"
        body = ndjson(sheet.rows)
        return [Upload(person, what, sheet.file, query, body, NDJSON, sheet.lines)] if body else []

    def _boundaries(self, file: Path) -> Upload:
        what, query = f"boundaries in {file.name}", f"collection=boundaries{self._ending}"
        return Upload(OPERATOR, what, file.name, query, file.read_bytes(), GEO_JSON)


def _without_site(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "site"}


async def _check(sender: Sender, city: CityFiles, uploads: _Uploads) -> None:
    """Have each file checked by the registry as far as what it refers to is stored; else by the others."""
    codes = {area["id"] for area in city.areas.rows}
    if not await _all_there(sender, uploads.areas):
        for file in city.boundaries:
            sender.faults += await asyncio.to_thread(_check_file, file, codes)
            _say_checked(sender, f"boundaries in {file.name}")
        _check_here(sender, "sites and polling stations", city.stations, codes)
        return
    for upload in uploads.boundaries:
        await sender.bring(upload)
    if await _all_there(sender, uploads.sites):
        for upload in uploads.stations:
            await sender.bring(upload)
    else:
        _check_here(sender, "polling stations", city.stations, codes)


def _check_file(file: Path, codes: set[str]) -> list[Fault]:
    return list(check_boundaries(file, codes))


def _check_here(sender: Sender, what: str, stations: Sheet, codes: set[str]) -> None:
    sender.faults += check_stations(stations, codes)
    _say_checked(sender, what)


def _say_checked(sender: Sender, what: str) -> None:
    sender.screen.say(
        f"{what}: checked against the other files only, as what they refer to is not stored yet"
    )


async def _all_there(sender: Sender, uploads: Sequence[Upload]) -> bool:
    """Have them checked; tell whether all of it is stored."""
    jobs = [await sender.bring(upload) for upload in uploads]
    return not any(job["created"] or job["failed"] for job in jobs)


async def _find_owner(sender: Sender, owner: str) -> None:
    """RefusedError when nobody is there who could own the sites: each of them would be refused."""
    found = await sender.ask(OPERATOR, "GET", f"organisations/{owner}")
    if found.status_code == httpx.codes.NOT_FOUND:
        raise RefusedError(
            f"there is no organisation {owner}, which is to own the sites; "
            "bring it first: lokus import organisations FILE"
        )
    checked(found)


async def _hold_election(sender: Sender, election: str) -> None:
    """Create it if it is missing; one that is there stays as it is."""
    path = f"elections/{election}"
    found = await sender.ask(OPERATOR, "GET", path)
    if found.status_code == httpx.codes.NOT_FOUND:
        checked(await sender.ask(OPERATOR, "PUT", path, body=_VOTE))
        sender.screen.say(f"election {election}: created")
