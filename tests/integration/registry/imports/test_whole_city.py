"""A whole city from its published files, as `lokus import` brings it: all of Jakarta, and a small one."""

import json
from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path

import httpx
import pytest

from integration.registry.people import City, site
from integration.registry.registry_process import RegistryProcess
from integration.registry.waiting import until
from lokus_kit.clock import SystemClock
from lokus_local.importing.city import Wanted, bring_city
from lokus_local.importing.screen import Screen
from lokus_local.importing.sending import CSV, RefusedError, Sender, Upload
from support.identity import Issuer

_ROLES = {"operator": ("lokus", "platform_operator"), "kpu.admin": ("kpu", "owner_admin")}
_STATIONS = 30_766
_WANTED = Wanted("pemilu-2024", "kpu.admin", "kpu")
_DRY = Wanted("pemilu-2024", "kpu.admin", "kpu", dry_run=True)
_CHECKED_HERE = "checked against the other files only, as what they refer to is not stored yet"
_LEVELS = ("provinsi", "kabupaten_kota", "kecamatan", "kelurahan")


@pytest.fixture
async def sender(registry: RegistryProcess, city: City, issuer: Issuer) -> AsyncIterator[Sender]:
    async with httpx.AsyncClient() as http:
        yield Sender(
            http,
            registry.url,
            lambda person: issuer.token(*_ROLES[person], tenant=city.tenant),
            SystemClock(),
            Screen(StringIO()),
        )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three polling stations of a village in Bogor."""
    codes = ("32", "32.01", "32.01.01", "32.01.01.1001")
    areas = [
        f"{code},{level},{code.rpartition('.')[0]},Nama {code}"
        for code, level in zip(codes, _LEVELS, strict=True)
    ]
    stations = [f"320101100100{number},32.01.01.1001,{number},reguler" for number in (1, 2, 3)]
    ring = [[106, -6], [107, -6], [107, -7], [106, -6]]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [ring]},
            "properties": {"kode": code},
        }
        for code in codes
    ]
    write(tmp_path / "wilayah.csv", "kode,level,kode_induk,nama", *areas)
    write(tmp_path / "tps.csv", "kode_tps,kode_kelurahan,nomor,jenis", *stations)
    write(tmp_path / "batas.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    return tmp_path


def write(file: Path, *lines: str) -> None:
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def shown(sender: Sender) -> list[str]:
    """What was said so far, without the seconds that it took."""
    assert isinstance(sender.screen.out, StringIO)
    return [line.partition(";")[0] for line in sender.screen.out.getvalue().splitlines()]


@pytest.mark.timeout(300)
async def test_all_of_jakarta_is_brought_and_counted(sender: Sender, city: City, shared_folder: Path) -> None:
    folder = shared_folder / "data"
    if not (folder / "jakarta_tps_pemilu2024.csv").is_file():
        pytest.skip("the published list of polling stations is not beside the checkout")
    await bring_city(sender, folder, _WANTED)
    assert sender.faults == []
    assert shown(sender) == [
        "areas: 314 created, 4 updated",
        "boundaries in jakarta_kabupaten_kota.geojson: 6 created",
        "boundaries in jakarta_kecamatan.geojson: 44 created",
        "boundaries in jakarta_kelurahan.geojson: 267 created",
        "election pemilu-2024: created",
        "sites: 30,766 created",
        "polling stations: 30,766 created",
    ]
    total = (await city.auditor.get("counts?area=31&election=pemilu-2024"))["total"]
    assert (total["polling_stations"]["all"], total["areas"]["village"]) == (_STATIONS, 267)
    await city.auditor.get("areas/31.71.01.1001/boundary")
    station = await city.auditor.get("elections/pemilu-2024/polling-stations/3101011001001")
    assert station["site"] == "tps-3101011001001"
    await until(lambda: _all_on_the_map(city))
    panggang = await city.auditor.get("areas/31.01.01.1001/boundary")
    longitude, latitude = panggang["properties"]["point"]
    bbox = f"{longitude - 0.001},{latitude - 0.001},{longitude + 0.001},{latitude + 0.001}"
    there = await city.auditor.get(f"map?bbox={bbox}&zoom=12&layer=sites")
    positions = [place["properties"]["position"] for place in there["features"]]
    assert positions == ["village"] * 18


async def _all_on_the_map(city: City) -> bool | None:
    """Polling stations have no position and stand at their villages, as `tps-1` and `mall` do."""
    places = (await city.auditor.get("map?bbox=106,-7,108,-5&zoom=12&layer=sites"))["features"]
    counted = sum(place["properties"].get("count", 1) for place in places)
    return counted == _STATIONS + 2 or None


async def test_a_dry_run_checks_the_files_against_each_other_until_they_are_stored(
    sender: Sender, city: City, folder: Path
) -> None:
    await bring_city(sender, folder, _DRY)
    assert sender.faults == []
    assert shown(sender) == [
        "areas: would be 4 created",
        f"boundaries in batas.geojson: {_CHECKED_HERE}",
        f"sites and polling stations: {_CHECKED_HERE}",
    ]
    await city.auditor.get("areas/32", 404)
    await bring_city(sender, folder, _WANTED)
    sender.screen = Screen(StringIO())
    await bring_city(sender, folder, _DRY)
    assert sender.faults == []
    assert shown(sender) == [
        "areas: would be 4 unchanged",
        "boundaries in batas.geojson: would be 4 unchanged",
        "polling stations that were there: would be 3 unchanged",
    ]


async def test_what_others_say_of_a_polling_station_stays_when_the_files_are_brought_again(
    sender: Sender, city: City, folder: Path
) -> None:
    await bring_city(sender, folder, _WANTED)
    path = "elections/pemilu-2024/polling-stations/3201011001001"
    await city.owner.put("sites/school", site("kpu", area="32.01.01.1001"))
    body = {"number": 9, "area": "32.01.01.1001", "site": "school", "supervision": {"reason": "by boat"}}
    await city.operator.put(path, body)
    header = "kode_tps,kode_kelurahan,nomor,jenis"
    rows = [f"320101100100{number},32.01.01.1001,{number},khusus" for number in (1, 4)]
    write(folder / "tps.csv", header, *rows)
    sender.screen = Screen(StringIO())
    await bring_city(sender, folder, _WANTED)
    assert sender.faults == []
    assert shown(sender)[2:] == [
        "sites: 1 created",
        "polling stations: 1 created",
        "polling stations that were there: 1 updated",
    ]
    found = await city.auditor.get(path)
    assert found["supervision"] == {"reason": "by boat"}
    assert (found["number"], found["special"], found["site"]) == (1, True, "school")


async def test_what_is_wrong_between_the_files_is_found_before_any_is_stored(
    sender: Sender, folder: Path
) -> None:
    header = "kode_tps,kode_kelurahan,nomor,jenis"
    write(folder / "tps.csv", header, "1,32.01.01.1002,1,reguler", "2,32.01.01.1001,x,reguler")
    await bring_city(sender, folder, _DRY)
    assert [(fault.file, fault.line, fault.member) for fault in sender.faults] == [
        ("tps.csv", 3, "nomor"),
        ("tps.csv", 2, "kode_kelurahan"),
    ]


async def test_a_row_of_a_set_that_the_registry_refuses_is_told_with_the_line_of_its_file(
    sender: Sender, folder: Path
) -> None:
    rows = ["1,32.01.01.1001,1,reguler", "", "2,32.01.01.1009,2,reguler"]
    write(folder / "tps.csv", "kode_tps,kode_kelurahan,nomor,jenis", *rows)
    await bring_city(sender, folder, _WANTED)
    told = [(fault.file, fault.line, fault.member) for fault in sender.faults]
    assert told == [("tps.csv", 4, "area"), ("tps.csv", 4, "area")]  # its site, and itself


async def test_a_polling_station_whose_number_is_taken_leaves_no_site(
    sender: Sender, city: City, folder: Path
) -> None:
    rows = ["1,32.01.01.1001,7,reguler", "2,32.01.01.1001,7,reguler"]
    write(folder / "tps.csv", "kode_tps,kode_kelurahan,nomor,jenis", *rows)
    await bring_city(sender, folder, _WANTED)
    assert [(fault.file, fault.line) for fault in sender.faults] == [("tps.csv", 3)]
    await city.auditor.get("sites/tps-1")
    await city.auditor.get("sites/tps-2", 404)


def _areas(*lines: str) -> Upload:
    body = "".join(f"{line}\n" for line in ("id,name,level,parent", *lines)).encode()
    return Upload("operator", "areas.csv", "areas.csv", "collection=areas", body, CSV)


async def test_all_errors_of_a_file_are_fetched_and_those_that_were_not_kept_are_counted(
    sender: Sender,
) -> None:
    await sender.bring(_areas(*["31.99.x,Nowhere,regency,31"] * 10_003))
    *each, rest = sender.faults
    assert (len(each), each[-1].line) == (10_000, 10_001)
    assert str(each[0]).startswith("areas.csv, line 2: id: ")
    assert str(rest) == "areas.csv: the errors of 3 more rows were not kept: mend these first"


async def test_a_file_that_fails_is_told_with_its_reason(sender: Sender) -> None:
    upload = Upload("operator", "a.csv", "a.csv", "collection=areas", b"nama\n1\n", CSV)
    await sender.bring(upload)
    [told] = map(str, sender.faults)
    assert told.startswith("a.csv: failed: line 1, the header: there is no 'nama'")


async def test_without_the_owner_of_the_sites_nothing_is_sent(sender: Sender, folder: Path) -> None:
    with pytest.raises(RefusedError, match=r"no organisation ppln.*lokus import organisations FILE"):
        await bring_city(sender, folder, Wanted("pemilu-2024", "kpu.admin", "ppln"))
    assert shown(sender) == []


async def test_a_request_that_is_refused_says_why(sender: Sender) -> None:
    upload = Upload("kpu.admin", "a.csv", "a.csv", "collection=areas", b"id\n", CSV)
    with pytest.raises(RefusedError, match=r"^POST /v1/imports: HTTP 403: .*platform_operator"):
        await sender.bring(upload)
