"""Holds the files of a city against each other, for a dry run before any of them is stored.

The registry writes nothing in a dry run, so it cannot check a row against what an earlier file of the
same folder would bring. What it would find wrong between the files is found here.
"""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from lokus_local.importing.city_files import Sheet
from lokus_local.importing.faults import Fault


def check_stations(stations: Sheet, areas: Collection[str]) -> Iterator[Fault]:
    """Polling stations whose village is not among the areas, or whose code or number stands there twice."""
    for line, row in zip(stations.lines, stations.rows, strict=True):
        if row["area"] not in areas:
            yield Fault(stations.file, line, "kode_kelurahan", f"there is no area {row['area']}")
    yield from check_doubles(stations)


def check_doubles(stations: Sheet) -> Iterator[Fault]:
    """Polling stations whose code, or number in the village, stands there twice: all but the first."""
    codes: dict[str, int] = {}
    numbers: dict[tuple[str, int], int] = {}
    for line, row in zip(stations.lines, stations.rows, strict=True):
        if (first := codes.setdefault(row["id"], line)) != line:
            yield Fault(stations.file, line, "kode_tps", f"{row['id']} stands in line {first} already")
        elif (first := numbers.setdefault((row["area"], row["number"]), line)) != line:
            told = f"{row['number']} in {row['area']} is that of line {first} already"
            yield Fault(stations.file, line, "nomor", told)


def check_boundaries(file: Path, areas: Collection[str]) -> Iterator[Fault]:
    """Boundaries whose area is not among the areas; or that the file is none of boundaries."""
    try:
        features = json.loads(file.read_text(encoding="utf-8-sig"))["features"]
        codes = [_code(feature) for feature in features]
    except (ValueError, KeyError, TypeError, AttributeError):
        yield Fault(file.name, None, None, "this is no GeoJSON FeatureCollection")
        return
    for number, code in enumerate(codes):
        if code not in areas:
            yield Fault(file.name, None, f"features.{number}", f"there is no area {code}")


def _code(feature: Any) -> Any:
    told = feature.get("properties") or {}
    return told.get("code") or told.get("kode") or feature.get("id")
