"""The files of a city: known by their headers, their columns brought into the registry's words."""

from pathlib import Path

import pytest

from lokus_local.importing.city_files import (
    UnknownFolderError,
    area_row,
    find_files,
    ndjson,
    read_csv,
    site_row,
    station_row,
)

AREAS = "kode,level,kode_induk,nama,lat,lng\n31,provinsi,,DKI Jakarta,,\n31.71,kabupaten_kota,31,Pusat,,\n"
STATIONS = (
    "kode_tps,kode_kelurahan,nomor,jenis\n3171061001012,31.71.06.1001,12,reguler\n"
    "3171061001901,31.71.06.1001,901,khusus\n"
)


def folder(place: Path, **files: str) -> Path:
    for name, text in files.items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
    return place


def test_files_are_known_by_their_headers_whatever_their_names(tmp_path: Path) -> None:
    files = find_files(folder(tmp_path, one=STATIONS, two=AREAS, three="kode_kelurahan,tps_total\n"))
    assert (files.stations.name, files.areas.name, files.boundaries) == ("one.csv", "two.csv", ())


def test_a_mark_that_spreadsheets_write_does_not_hide_a_header(tmp_path: Path) -> None:
    files = find_files(folder(tmp_path, one="\ufeff" + STATIONS, two="\ufeff" + AREAS))
    assert files.areas.name == "two.csv"


def test_a_folder_without_polling_stations_is_refused_with_the_columns_that_are_missing(
    tmp_path: Path,
) -> None:
    with pytest.raises(UnknownFolderError, match="kode_tps, kode_kelurahan, nomor, jenis"):
        find_files(folder(tmp_path, areas=AREAS))


def test_an_area_has_the_registrys_level_and_no_parent_at_the_top(tmp_path: Path) -> None:
    top, city = (area_row(row) for row in read_csv(folder(tmp_path, areas=AREAS) / "areas.csv"))
    assert top == {"id": "31", "name": "DKI Jakarta", "level": "province", "parent": None}
    assert (city["level"], city["parent"]) == ("regency", "31")


def test_a_polling_station_votes_at_a_site_of_its_own(tmp_path: Path) -> None:
    regular, special = read_csv(folder(tmp_path, all=STATIONS) / "all.csv")
    site, station = site_row(regular, "Menteng", "kpu-dki"), station_row(regular)
    assert site == {
        "id": "tps-3171061001012",
        "name": "TPS 012 Menteng",
        "kind": "tps",
        "owner": "kpu-dki",
        "area": "31.71.06.1001",
    }
    assert (station["id"], station["number"], station["site"]) == ("3171061001012", 12, site["id"])
    assert (station["special"], station_row(special)["special"]) == (False, True)


def test_rows_are_sent_a_line_each() -> None:
    assert ndjson([{"id": "a"}, {"id": "é"}]).decode() == '{"id": "a"}\n{"id": "é"}\n'
