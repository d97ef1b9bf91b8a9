"""What a site has, over HTTP: variant, contact, command post, notice sign; and lists by all of it."""

import asyncio
from typing import Any

import httpx
import pytest

from integration.registry.people import City, site, zone
from support.identity import Issuer

JPEG = b"\xff\xd8\xff\xe0 the sign at the gate"
SITI = {"name": "Siti Rahmawati", "organisation": "kpu", "title": "Kepala Gudang"}


@pytest.fixture
async def signed(city: City) -> dict[str, Any]:
    """A warehouse with all that a site may have, as it was put."""
    await city.owner.put("people/siti", SITI)
    await city.owner.put("sites/posko", site("kpu", kind="command_post", variant="main"), 201)
    photo = (await city.owner.put_file(JPEG, "image/jpeg"))["id"]
    sign = {"present": True, "checked_on": "2026-02-13", "checked_by": "siti", "photo": photo}
    body = site("kpu", kind="warehouse", name="Gudang Bungur", area="31.71.01", contact="siti")
    body |= {"command_post": "posko", "notice_sign": sign}
    await city.owner.put("sites/gudang", body, 201)
    return body


async def test_a_site_reads_back_all_that_it_has(city: City, signed: dict[str, Any]) -> None:
    nothing = {"address": None, "latitude": None, "longitude": None, "variant": None}
    assert await city.vendor.get("sites/gudang") == {"id": "gudang"} | nothing | signed
    assert await city.owner.put("sites/gudang", signed, 200) == {"id": "gudang"} | nothing | signed


async def test_whoever_reads_the_site_reads_the_photo_of_its_sign(
    city: City, signed: dict[str, Any], http: httpx.AsyncClient, issuer: Issuer
) -> None:
    photo = signed["notice_sign"]["photo"]
    for person in (city.owner, city.vendor, city.auditor):
        assert (await person.ask("GET", f"sites/gudang/files/{photo}")).content == JPEG
    await city.other_owner.get(f"sites/gudang/files/{photo}", 403)
    await city.police.get(f"sites/gudang/files/{photo}", 403)
    await city.owner.get(f"sites/tps-1/files/{photo}", 404)
    other = City(f"{city.tenant}-twin", http, issuer)
    await other.owner.get(f"sites/gudang/files/{photo}", 404)


async def test_a_photo_that_somebody_else_has_put_is_not_to_be_had_by_naming_it(
    city: City, signed: dict[str, Any]
) -> None:
    stolen = site("dishub", notice_sign=signed["notice_sign"])
    assert (await city.other_owner.put("sites/theirs", stolen, 422))["reason"] == "unknown-file"


async def test_references_are_to_things_of_the_same_tenant(
    city: City, signed: dict[str, Any], http: httpx.AsyncClient, issuer: Issuer
) -> None:
    other = await City(f"{city.tenant}-twin", http, issuer).build()
    cases = {"contact": "siti", "command_post": "posko", "notice_sign": signed["notice_sign"]}
    for member, value in cases.items():
        problem = await other.owner.put("sites/x", site("kpu", **{member: value}), 422)
        assert problem["reason"] == "unknown-reference", member


async def test_who_and_what_a_site_refers_to_stays(city: City, signed: dict[str, Any]) -> None:
    assert (await city.owner.delete("people/siti", 409)).json()["in_use"] == {"sites": 1}
    assert (await city.owner.delete("sites/posko", 409)).json()["in_use"] == {"sites": 1}
    problem = await city.owner.put("sites/posko", site("kpu", kind="tps"), 409)
    assert problem["reason"] == "in-use"
    await city.owner.put("sites/gudang", site("kpu"))
    await city.owner.delete("people/siti")
    await city.owner.delete("sites/posko")


async def test_what_a_site_cannot_have_is_refused(city: City) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"variant": "kpu"}, "variant"),
        ({"kind": "office", "variant": "main"}, "variant"),
        ({"command_post": "x"}, "no-command-post"),
        ({"command_post": "tps-1"}, "no-command-post"),
    ]
    for members, reason in cases:
        assert (await city.owner.put("sites/x", site("kpu", **members), 422))["reason"] == reason
    sign = {"present": True, "checked_on": "13 February", "checked_by": "siti"}
    problem = await city.owner.put("sites/x", site("kpu", notice_sign=sign), 422)
    assert problem["errors"][0]["where"] == "body.notice_sign.checked_on"


async def test_sites_are_listed_by_what_they_are_and_where(city: City, signed: dict[str, Any]) -> None:
    await city.owner.put("sites/kantor", site("kpu", kind="office", variant="ppk", name="Kantor 100%"))
    cases = {
        "kind=warehouse": ["gudang"],
        "variant=ppk": ["kantor"],
        "owner=plaza": ["mall"],
        "area=31.71.01": ["gudang", "kantor", "mall", "posko", "tps-1"],
        "area=31.71.01.1001": ["kantor", "mall", "posko", "tps-1"],
        "area=31.7": None,
        "command_post=posko": ["gudang"],
        "name=bungur": ["gudang"],
        "name=100%25": ["kantor"],
        "name=_": [],
        "kind=tps&owner=kpu": ["tps-1"],
        "kind=museum": None,
        "owner=kpu&limit=1&after=gudang": ["kantor"],
    }
    for query, expected in cases.items():
        if expected is None:
            await city.auditor.get(f"sites?{query}", 422)
        else:
            assert await city.auditor.ids(f"sites?{query}") == expected, query
    assert await city.owner.ids("sites?owner=plaza") == []


async def test_a_list_of_sites_shows_the_members_that_are_asked_for(
    city: City, signed: dict[str, Any]
) -> None:
    [item] = (await city.owner.get("sites?kind=warehouse&fields=id,notice_sign"))["items"]
    assert item == {"id": "gudang", "notice_sign": signed["notice_sign"]}
    await city.owner.get("sites?fields=password", 422)


async def test_zones_are_listed_by_site_kind_privacy_and_area(city: City, signed: dict[str, Any]) -> None:
    await city.owner.put("zones/store", zone("gudang", kind="store", name="Ruang simpan"))
    cases = {
        "site=tps-1": ["hall", "office"],
        "kind=meeting_room": ["office"],
        "private=true": ["office", "store"],
        "private=false&area=31.71.01.1001": ["gate", "hall"],
        "area=31.71.01": ["gate", "hall", "office", "store"],
        "name=SIMPAN": ["store"],
    }
    for query, expected in cases.items():
        assert await city.auditor.ids(f"zones?{query}") == expected, query
    assert (await city.owner.get("zones?site=gudang&fields=private"))["items"] == [{"private": True}]


async def test_posts_that_are_assigned_to_each_other_at_once_do_not_wait_for_each_other(city: City) -> None:
    for key in ("a", "b"):
        await city.owner.put(f"sites/{key}", site("kpu", kind="command_post"))

    async def assign(key: str, post: str, name: str) -> int:
        body = site("kpu", kind="command_post", command_post=post, name=name)
        return (await city.owner.ask("PUT", f"sites/{key}", body)).status_code

    async with asyncio.TaskGroup() as tasks:
        answers = [
            tasks.create_task(assign(*pair, f"Post {number}"), name=f"{pair} {number}")
            for number in range(10)
            for pair in (("a", "b"), ("b", "a"))
        ]
    assert {task.result() for task in answers} == {200}
