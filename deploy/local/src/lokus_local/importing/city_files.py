"""The files of a city as published: Kemendagri's areas, their boundaries, the KPU's polling stations.

They are known by their headers, whatever their names; their columns become those that the registry imports.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_AREAS = ("kode", "level", "kode_induk", "nama")
_STATIONS = ("kode_tps", "kode_kelurahan", "nomor", "jenis")
_LEVELS = {
    "provinsi": "province",
    "kabupaten_kota": "regency",
    "kecamatan": "district",
    "kelurahan": "village",
}

Row = dict[str, Any]


class UnknownFolderError(Exception):
    """The folder does not hold what is needed; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class CityFiles:
    """Where what is."""

    areas: Path
    stations: Path
    boundaries: tuple[Path, ...]


def find_files(folder: Path) -> CityFiles:
    """Know the files of a folder by their headers; UnknownFolderError when one is missing."""
    found: dict[tuple[str, ...], Path] = {}
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            header = next(csv.reader(lines), [])
        for wanted in (_AREAS, _STATIONS):
            if set(wanted) <= set(header):
                found[wanted] = file
    for wanted in (_AREAS, _STATIONS):
        if wanted not in found:
            raise UnknownFolderError(f"{folder}: no CSV file has the columns {', '.join(wanted)}")
    return CityFiles(found[_AREAS], found[_STATIONS], tuple(sorted(folder.glob("*.geojson"))))


def read_csv(file: Path) -> list[dict[str, str]]:
    """The rows of a file under its header."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def area_row(row: Mapping[str, str]) -> Row:
    """An area; KeyError for a level that there is not."""
    parent = row["kode_induk"] or None
    return {"id": row["kode"], "name": row["nama"], "level": _LEVELS[row["level"]], "parent": parent}


def site_row(row: Mapping[str, str], village: str, owner: str) -> Row:
    """The place where a polling station votes."""
    number = int(row["nomor"])
    return {
        "id": f"tps-{row['kode_tps']}",
        "name": f"TPS {number:03} {village}",
        "kind": "tps",
        "owner": owner,
        "area": row["kode_kelurahan"],
    }


def station_row(row: Mapping[str, str]) -> Row:
    """A polling station that votes at its site."""
    return {
        "id": row["kode_tps"],
        "number": int(row["nomor"]),
        "area": row["kode_kelurahan"],
        "site": f"tps-{row['kode_tps']}",
        "special": row["jenis"] == "khusus",
    }


def ndjson(rows: Iterable[Row]) -> bytes:
    """Rows as lines of JSON."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
