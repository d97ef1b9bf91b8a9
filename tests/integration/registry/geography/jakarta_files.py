"""The registers of Jakarta beside the checkout as the domain has them; how a tenant is given them."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from lokus_registry.application.elections.many import put_stations
from lokus_registry.application.elections.ports import Begin as BeginElections
from lokus_registry.application.geography.many import put_areas, put_boundaries
from lokus_registry.application.geography.ports import Begin as BeginGeography
from lokus_registry.application.outcome import Outcome
from lokus_registry.domain.area import Area, AreaLevel
from lokus_registry.domain.elections.election import Election, ElectionKind, Milestone
from lokus_registry.domain.elections.polling_station import PollingStation, Vulnerability, VulnerabilityClass
from lokus_registry.domain.geography.boundary import Boundary, boundary_of

PEMILU = Election(
    "pemilu-2024",
    "Pemilu 2024",
    ElectionKind.GENERAL,
    date(2024, 2, 14),
    (Milestone("Logistics at every polling station", "H-1"),),
)
PILKADA = Election("pilkada-2024", "Pilkada 2024", ElectionKind.REGIONAL, date(2024, 11, 27))
_LEVELS = {
    "provinsi": AreaLevel.PROVINCE,
    "kabupaten_kota": AreaLevel.REGENCY,
    "kecamatan": AreaLevel.DISTRICT,
    "kelurahan": AreaLevel.VILLAGE,
}
_BATCH = 4000
_ISLANDS = "31.01"
_BEHIND_TWO = "31.72"
_RAWAN = Vulnerability(VulnerabilityClass.MEDIUM, "flooded in 2020", "Bawaslu", date(2024, 1, 10))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def areas(folder: Path) -> list[Area]:
    """All areas, from the province down."""
    return [
        Area(row["kode"], row["nama"], _LEVELS[row["level"]], row["kode_induk"] or None)
        for row in _rows(folder / "jakarta_wilayah.csv")
    ]


def boundaries(folder: Path) -> Iterator[Boundary]:
    """The boundaries of all areas but the province, each with the point that its file gives."""
    for level in ("kabupaten_kota", "kecamatan", "kelurahan"):
        document = json.loads((folder / f"jakarta_{level}.geojson").read_text(encoding="utf-8"))
        for feature in document["features"]:
            about = feature["properties"]
            polygons = tuple(
                tuple(tuple((x, y) for x, y in ring) for ring in polygon)
                for polygon in feature["geometry"]["coordinates"]
            )
            yield boundary_of(about["kode"], polygons, (about["lng"], about["lat"]))


def polling_stations(folder: Path) -> list[PollingStation]:
    """The polling stations of 14 February 2024.

    Eight of those on the islands are given special supervision here, the first of each village a
    vulnerability: of these the files say nothing.
    """
    stations = [
        PollingStation(
            PEMILU.id,
            row["kode_tps"],
            int(row["nomor"]),
            row["kode_kelurahan"],
            special=row["jenis"] == "khusus",
            vulnerability=_RAWAN if row["nomor"] == "1" else None,
        )
        for row in _rows(folder / "jakarta_tps_pemilu2024.csv")
    ]
    islands = [station.id for station in stations if station.area.startswith(_ISLANDS)][:8]
    return [
        replace(station, supervision="an island") if station.id in islands else station
        for station in stations
    ]


async def fill(
    tenant: str, folder: Path, begin_geography: BeginGeography, begin_elections: BeginElections
) -> None:
    """Give a tenant all of it, and another election in the islands and the centre alone."""
    async with begin_geography(tenant) as registers:
        _check(await put_areas(registers, areas(folder)))
        _check(await put_boundaries(registers, list(boundaries(folder))))
    stations = polling_stations(folder)
    others = [replace(station, election=PILKADA.id) for station in stations if station.area < _BEHIND_TWO]
    for election, its_stations in ((PEMILU, stations), (PILKADA, others)):
        async with begin_elections(tenant) as registers:
            await registers.elections.put(election, new=True)
        for first in range(0, len(its_stations), _BATCH):
            async with begin_elections(tenant) as registers:
                _check(await put_stations(registers, election.id, its_stations[first : first + _BATCH]))


def _check(results: Sequence[object]) -> None:
    assert set(results) == {Outcome.CREATED}, results[:5]
