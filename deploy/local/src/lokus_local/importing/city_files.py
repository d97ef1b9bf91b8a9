"""The files of a city as published: Kemendagri's areas, their boundaries, the KPU's polling stations.

They are known by their headers, whatever their names; their columns become those that the registry imports.
A row that cannot is a fault with its line, and stops no other.
"""

import csv
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from lokus_local.importing.faults import Fault

_AREAS: Final = ("kode", "level", "kode_induk", "nama")
_STATIONS: Final = ("kode_tps", "kode_kelurahan", "nomor", "jenis")
_LEVELS: Final = {
    "provinsi": "province",
    "kabupaten_kota": "regency",
    "kecamatan": "district",
    "kelurahan": "village",
}
_SPECIAL: Final = {"reguler": False, "khusus": True}

Row = dict[str, Any]


class UnknownFolderError(Exception):
    """The folder does not hold what is needed; the text says what is missing."""


class BadCellError(Exception):
    """A cell of a row (no column: the row) is none that there can be."""

    def __init__(self, column: str | None, detail: str) -> None:
        super().__init__(f"{column or 'row'}: {detail}")
        self.column = column
        self.detail = detail


@dataclass(slots=True)
class Sheet:
    """What a file of rows holds, as the registry takes it."""

    file: str
    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """Where each row begins, from 1."""
    faults: list[Fault] = field(default_factory=list)

    def part(self, wanted: Callable[[Row], bool]) -> "Sheet":
        """The rows that are wanted."""
        pairs = zip(self.lines, self.rows, strict=True)
        return self.without({line for line, row in pairs if not wanted(row)})

    def without(self, lines: Collection[int]) -> "Sheet":
        """The rows that begin on other lines."""
        kept = [place for place, line in enumerate(self.lines) if line not in lines]
        return Sheet(self.file, [self.rows[place] for place in kept], [self.lines[place] for place in kept])

    def as_rows(self, make: Callable[[Row], Row]) -> "Sheet":
        """What each row becomes."""
        return Sheet(self.file, [make(row) for row in self.rows], self.lines)


@dataclass(frozen=True, slots=True)
class CityFiles:
    """All files of a city."""

    areas: Sheet
    stations: Sheet
    boundaries: tuple[Path, ...]


def read_city(folder: Path) -> CityFiles:
    """Read the files of a folder, known by their headers; UnknownFolderError when one is missing."""
    found: dict[tuple[str, ...], Path] = {}
    for file in sorted(folder.glob("*.csv")):
        _, header = next(_records(file), (1, []))
        for wanted in (_AREAS, _STATIONS):
            if set(wanted) <= set(header):
                found[wanted] = file
    for wanted in (_AREAS, _STATIONS):
        if wanted not in found:
            raise UnknownFolderError(f"{folder}: no CSV file has the columns {', '.join(wanted)}")
    areas, stations = read_sheet(found[_AREAS], area_row), read_sheet(found[_STATIONS], station_row)
    return CityFiles(areas, stations, tuple(sorted(folder.glob("*.geojson"))))


def read_sheet(file: Path, make: Callable[[Mapping[str, str]], Row]) -> Sheet:
    """The rows of a file under its header, as `make` makes them."""
    sheet = Sheet(file.name)
    records = _records(file)
    _, header = next(records)
    for line, cells in records:
        try:
            row = make(_under(header, cells))
        except BadCellError as error:
            sheet.faults.append(Fault(sheet.file, line, error.column, error.detail))
        else:
            sheet.rows.append(row)
            sheet.lines.append(line)
    return sheet


def area_row(row: Mapping[str, str]) -> Row:
    """An area."""
    level = _one_of(_LEVELS, row, "level")
    return {"id": row["kode"], "name": row["nama"], "level": level, "parent": row["kode_induk"] or None}


def station_row(row: Mapping[str, str]) -> Row:
    """A polling station that votes at its site."""
    if not row["nomor"].isdecimal():
        raise BadCellError("nomor", f"{row['nomor'][:32]!r} is no number")
    return {
        "id": row["kode_tps"],
        "number": int(row["nomor"]),
        "area": row["kode_kelurahan"],
        "site": f"tps-{row['kode_tps']}",
        "special": _one_of(_SPECIAL, row, "jenis"),
    }


def site_row(station: Row, village: str, owner: str) -> Row:
    """The place where a polling station votes."""
    return {
        "id": station["site"],
        "name": f"TPS {station['number']:03} {village}".rstrip(),
        "kind": "tps",
        "owner": owner,
        "area": station["area"],
    }


def ndjson(rows: Iterable[Row]) -> bytes:
    """Rows as lines of JSON."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def _under(header: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(header):
        raise BadCellError(None, f"the header has {len(header)} columns, this row {len(cells)}")
    return dict(zip(header, cells, strict=True))


def _one_of(known: Mapping[str, Any], row: Mapping[str, str], column: str) -> Any:
    if row[column] not in known:
        raise BadCellError(column, f"{row[column][:32]!r} is none of {', '.join(known)}")
    return known[row[column]]


def _records(file: Path) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV file, with the lines that they begin on; blank ones are passed over."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        reader, line = csv.reader(text), 1
        try:
            for cells in reader:
                if cells:
                    yield line, cells
                line = reader.line_num + 1
        except (UnicodeDecodeError, csv.Error) as error:
            raise UnknownFolderError(f"{file}, line {line}: this is no CSV in UTF-8: {error}") from None
