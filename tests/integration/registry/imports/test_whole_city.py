"""A whole city from its published files, as `lokus import` brings it: all of Jakarta."""

from pathlib import Path

import httpx
import pytest

from integration.registry.people import City
from integration.registry.registry_process import RegistryProcess
from lokus_kit.clock import SystemClock
from lokus_local.importing.city import Wanted, bring_city
from lokus_local.importing.sending import Sender
from support.identity import Issuer

_ROLES = {"operator": ("lokus", "platform_operator"), "kpu.admin": ("kpu", "owner_admin")}
_STATIONS = 30_766
_WANTED = Wanted("pemilu-2024", "kpu.admin", "kpu")


@pytest.mark.timeout(300)
async def test_all_of_jakarta_is_brought_and_counted(
    registry: RegistryProcess, city: City, issuer: Issuer, shared_folder: Path
) -> None:
    folder = shared_folder / "data"
    if not (folder / "jakarta_tps_pemilu2024.csv").is_file():
        pytest.skip("the published list of polling stations is not beside the checkout")
    shown: list[str] = []
    async with httpx.AsyncClient() as http:

        def token_of(person: str) -> str:
            return issuer.token(*_ROLES[person], tenant=city.tenant)

        sender = Sender(http, registry.url, token_of, SystemClock(), shown.append)
        await bring_city(sender, folder, _WANTED)
    assert sender.failed == []
    assert [line.partition(":")[0] for line in shown] == [
        "areas",
        "boundaries in jakarta_kabupaten_kota.geojson",
        "boundaries in jakarta_kecamatan.geojson",
        "boundaries in jakarta_kelurahan.geojson",
        "election pemilu-2024",
        "sites",
        "polling stations",
    ]
    total = (await city.auditor.get("counts?area=31&election=pemilu-2024"))["total"]
    assert (total["polling_stations"]["all"], total["areas"]["village"]) == (_STATIONS, 267)
    await city.auditor.get("areas/31.71.01.1001/boundary")
    station = await city.auditor.get("elections/pemilu-2024/polling-stations/3101011001001")
    assert station["site"] == "tps-3101011001001"


async def test_a_row_that_is_refused_is_told_with_its_line(
    registry: RegistryProcess, city: City, issuer: Issuer
) -> None:
    async with httpx.AsyncClient() as http:
        sender = Sender(
            http,
            registry.url,
            lambda person: issuer.token(*_ROLES[person], tenant=city.tenant),
            SystemClock(),
            print,
        )
        body = b"id,name,level,parent\n31.99.x,Nowhere,regency,31\n"
        await sender.import_file("operator", "areas.csv", "collection=areas", body, "text/csv")
    [told] = sender.failed
    assert told.startswith("areas.csv, line 2: id: ")
