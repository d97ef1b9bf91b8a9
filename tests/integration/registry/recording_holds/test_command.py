"""`lokus recording hold`: placed, listed and lifted at a real registry."""

import asyncio
import os
import sys

from integration.registry.people import City, camera
from integration.registry.registry_process import RegistryProcess
from support.identity import Issuer


async def hold(
    registry: RegistryProcess, issuer: Issuer, city: City, *arguments: str, org: str = "kpu"
) -> tuple[int, str]:
    """What the command returns and says, asked by an owner."""
    token = issuer.headers(org, "owner_admin", tenant=city.tenant)["Authorization"].split()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lokus_local", "recording", "hold", *arguments, "--registry", registry.url),
        env=os.environ | {"LOKUS_TOKEN": token},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told = (await process.communicate())[0].decode()
    assert process.returncode is not None
    return process.returncode, told


async def test_a_hold_is_placed_listed_and_lifted(
    city: City, registry: RegistryProcess, issuer: Issuer
) -> None:
    await city.vendor.put("cameras/c1", camera())
    case = ("--reason", "Laporan saksi", "--case", "LP/B/118")
    placed = await hold(registry, issuer, city, "place", "c1", "--from", "2h", "--until", "1h", *case)
    assert placed[0] == 0, placed[1]
    key = placed[1].split()[0]
    assert "Laporan saksi (LP/B/118)" in placed[1]
    assert await city.owner.ids("recording-holds?open=true") == [key]
    assert (await hold(registry, issuer, city, "list", "--camera", "c1"))[1].startswith(key)
    assert await hold(registry, issuer, city, "list", org="dishub") == (0, "")
    lifted = await hold(registry, issuer, city, "lift", key, "--reason", "Selesai")
    assert "lifted by" in lifted[1]
    assert (await hold(registry, issuer, city, "list"))[1] == ""
    assert "Selesai" in (await hold(registry, issuer, city, "list", "--all"))[1]
    refused = await hold(registry, issuer, city, "lift", key, "--reason", "again")
    assert refused[0] == 1
    assert "was lifted by" in refused[1]
