"""The files of a city: known by their headers, their columns brought into the registry's words."""

from pathlib import Path

import pytest

from lokus_local.importing.city_files import (
    UnknownFolderError,
    area_row,
    ndjson,
    read_city,
    read_sheet,
    site_row,
    station_row,
)
from lokus_local.importing.faults import Fault

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
    (tmp_path / "any.geojson").touch()
    city = read_city(folder(tmp_path, one=STATIONS, two=AREAS, three="kode_kelurahan,tps_total\n", four=""))
    assert (city.stations.file, city.areas.file) == ("one.csv", "two.csv")
    assert [file.name for file in city.boundaries] == ["any.geojson"]


def test_a_mark_that_spreadsheets_write_does_not_hide_a_header(tmp_path: Path) -> None:
    city = read_city(folder(tmp_path, one="\ufeff" + STATIONS, two="\ufeff" + AREAS))
    assert (len(city.stations.rows), len(city.areas.rows)) == (2, 2)


def test_a_folder_without_polling_stations_is_refused_with_the_columns_that_are_missing(
    tmp_path: Path,
) -> None:
    with pytest.raises(UnknownFolderError, match="kode_tps, kode_kelurahan, nomor, jenis"):
        read_city(folder(tmp_path, areas=AREAS))


def test_a_file_that_is_not_utf_8_is_refused_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_bytes(b"kode\n\xe9\n")
    with pytest.raises(UnknownFolderError, match=r"old\.csv, line 1: this is no CSV in UTF-8"):
        read_city(tmp_path)


def test_an_area_has_the_registrys_level_and_no_parent_at_the_top(tmp_path: Path) -> None:
    top, city = read_sheet(folder(tmp_path, areas=AREAS) / "areas.csv", area_row).rows
    assert top == {"id": "31", "name": "DKI Jakarta", "level": "province", "parent": None}
    assert (city["level"], city["parent"]) == ("regency", "31")


def test_a_polling_station_votes_at_a_site_of_its_own(tmp_path: Path) -> None:
    regular, special = read_sheet(folder(tmp_path, all=STATIONS) / "all.csv", station_row).rows
    site = site_row(regular, "Menteng", "kpu-dki")
    assert site == {
        "id": "tps-3171061001012",
        "name": "TPS 012 Menteng",
        "kind": "tps",
        "owner": "kpu-dki",
        "area": "31.71.06.1001",
    }
    assert (regular["id"], regular["number"], regular["site"]) == ("3171061001012", 12, site["id"])
    assert (regular["special"], special["special"]) == (False, True)


def test_a_row_that_cannot_be_is_told_with_its_line_and_stops_no_other(tmp_path: Path) -> None:
    text = AREAS + '\n"32",kota,31,"two\nlines",,\n33,provinsi\n34,provinsi,,DI Yogyakarta,,\n'
    sheet = read_sheet(folder(tmp_path, areas=text) / "areas.csv", area_row)
    assert [(row["id"], line) for row, line in zip(sheet.rows, sheet.lines, strict=True)] == [
        ("31", 2),
        ("31.71", 3),
        ("34", 8),
    ]
    known = "provinsi, kabupaten_kota, kecamatan, kelurahan"
    assert sheet.faults == [
        Fault("areas.csv", 5, "level", f"'kota' is none of {known}"),
        Fault("areas.csv", 7, None, "the header has 6 columns, this row 2"),
    ]


@pytest.mark.parametrize(
    ("cells", "member"), [("x,31.71.06.1001,one,reguler", "nomor"), ("x,31.71.06.1001,1,biasa", "jenis")]
)
def test_a_polling_station_has_a_number_and_a_kind(tmp_path: Path, cells: str, member: str) -> None:
    sheet = read_sheet(folder(tmp_path, all=STATIONS + cells) / "all.csv", station_row)
    assert [(fault.line, fault.member) for fault in sheet.faults] == [(4, member)]


def test_a_part_of_the_rows_keeps_their_lines_whatever_they_become(tmp_path: Path) -> None:
    sheet = read_sheet(folder(tmp_path, all=STATIONS) / "all.csv", station_row)
    special = sheet.part(lambda row: row["special"]).as_rows(lambda row: {"id": row["id"]})
    assert (special.rows, special.lines) == ([{"id": "3171061001901"}], [3])


def test_rows_are_sent_a_line_each() -> None:
    assert ndjson([{"id": "a"}, {"id": "é"}]).decode() == '{"id": "a"}\n{"id": "é"}\n'
