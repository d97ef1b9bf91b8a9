import json
from pathlib import Path
from typing import Any

import pytest

from lokus_local.importing.checking import check_boundaries, check_stations
from lokus_local.importing.city_files import Sheet

AREAS = {"31", "31.71.01.1001"}


def stations(*rows: tuple[str, str, int]) -> Sheet:
    made = [{"id": code, "area": area, "number": number} for code, area, number in rows]
    return Sheet("tps.csv", made, lines=[2 + number for number in range(len(rows))])


def test_stations_of_the_folders_villages_with_numbers_of_their_own_are_as_they_should_be() -> None:
    sheet = stations(("a", "31.71.01.1001", 1), ("b", "31.71.01.1001", 2))
    assert list(check_stations(sheet, AREAS)) == []


def test_what_does_not_fit_together_is_told_with_line_and_column() -> None:
    village = "31.71.01.1001"
    sheet = stations(("a", village, 1), ("b", "31.99", 1), ("c", village, 1), ("a", village, 7))
    assert list(map(str, check_stations(sheet, AREAS))) == [
        "tps.csv, line 3: kode_kelurahan: there is no area 31.99",
        "tps.csv, line 4: nomor: 1 in 31.71.01.1001 is that of line 2 already",
        "tps.csv, line 5: kode_tps: a stands in line 2 already",
    ]


def test_a_boundary_of_no_area_of_the_folder_is_told_with_its_place(tmp_path: Path) -> None:
    features: list[dict[str, Any]] = [
        {"properties": {"kode": "31"}},
        {"properties": {"code": "32"}},
        {"properties": None, "id": "31.71.01.1001"},
        {},
    ]
    file = tmp_path / "a.geojson"
    file.write_text(json.dumps({"features": features}), encoding="utf-8")
    assert list(map(str, check_boundaries(file, AREAS))) == [
        "a.geojson: features.1: there is no area 32",
        "a.geojson: features.3: there is no area None",
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"features": [1]}', '{"features": null}'])
def test_a_file_of_no_features_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.geojson"
    file.write_text(text, encoding="utf-8")
    [fault] = check_boundaries(file, AREAS)
    assert fault.detail == "this is no GeoJSON FeatureCollection"
