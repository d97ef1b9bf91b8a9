"""Files of rows, as their senders see them: what is taken, what is refused and why, and what is told."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from integration.registry.imports.sending import (
    CSV,
    NDJSON,
    counts,
    errors_of,
    imported,
    ndjson,
    submit,
)
from integration.registry.kept_plane import KeptPlane
from integration.registry.people import SECRET, STREAM, City, camera, site, zone
from support.identity import Issuer

CAMERA_COLUMNS = (
    "id,name,zone,vendor,streams.main.url,streams.sub.url,credentials.username,credentials.password"
)


def camera_line(key: str, zone: str = "hall", vendor: str = "nusantara") -> str:
    return f"{key},Kamera {key},{zone},{vendor},rtsp://192.0.2.9/{key},,viewer,hunter2-is-secret"


def csv(*lines: str) -> str:
    return "".join(f"{line}\r\n" for line in lines)


async def test_a_csv_of_cameras_is_taken_and_told(city: City, bus: KeptPlane) -> None:
    body = "\ufeff" + csv(CAMERA_COLUMNS, camera_line("c1"), camera_line("c2"))
    job = await imported(city.vendor, "collection=cameras", body)
    assert job["state"] == "done"
    assert counts(job) == (2, 0, 0, 0)
    assert (job["rows"], job["read_bytes"], job["size_bytes"]) == (2, len(body.encode()), len(body.encode()))
    found = await city.vendor.get("cameras/c1")
    assert (found["name"], found["zone"], found["credentials_set"]) == ("Kamera c1", "hall", True)
    assert [stream["url"] for stream in found["streams"]] == ["rtsp://192.0.2.9/c1"]
    assert (await bus.record_of_version(city.tenant, "c2", 1)).name == "Kamera c2"
    assert (await bus.source_of_version(city.tenant, "c2", 1)).sealed_credentials


async def test_the_same_file_again_changes_nothing(city: City) -> None:
    body = csv(CAMERA_COLUMNS, camera_line("c1"), camera_line("c2"))
    await imported(city.vendor, "collection=cameras", body)
    assert counts(await imported(city.vendor, "collection=cameras", body)) == (0, 0, 2, 0)
    assert (await city.vendor.get("cameras/c1"))["version"] == 1
    moved = csv(CAMERA_COLUMNS, camera_line("c1"), camera_line("c2", zone="office"))
    assert counts(await imported(city.vendor, "collection=cameras", moved)) == (0, 1, 1, 0)
    assert (await city.vendor.get("cameras/c2"))["zone"] == "office"


async def test_an_import_does_what_a_put_does(city: City, bus: KeptPlane) -> None:
    body = camera(credentials=SECRET, latitude=-6.2, longitude=106.8, motion_analytics=True)
    await city.vendor.put("cameras/put", body)
    job = await imported(city.vendor, "collection=cameras", ndjson([{"id": "sent", **body}]), NDJSON)
    assert counts(job) == (1, 0, 0, 0)
    put, sent = await city.vendor.get("cameras/put"), await city.vendor.get("cameras/sent")
    assert {**put, "id": ""} == {**sent, "id": ""}
    record = await bus.record_of_version(city.tenant, "sent", 1)
    assert record.model_copy(update={"id": "put"}) == await bus.record(city.tenant, "put")


async def test_a_row_that_breaks_a_rule_is_told_with_its_line_and_stops_nothing(city: City) -> None:
    lines = [
        CAMERA_COLUMNS,
        camera_line("good"),
        camera_line("nowhere", zone="cellar"),
        camera_line("foreign", vendor="rival"),
        camera_line("Bad Id"),
        '"two\r\nlines",Kamera,hall,nusantara,rtsp://192.0.2.9/1,,,',
        "short,row",
        "",
        "noscheme,Kamera,hall,nusantara,srt://192.0.2.9/1,,,",
        'quote,"Kamera,hall,nusantara,rtsp://192.0.2.9/1,,,',
        camera_line("last"),
    ]
    job = await imported(city.vendor, "collection=cameras", csv(*lines))
    assert (job["state"], counts(job)) == ("done", (2, 0, 0, 7))
    errors = await errors_of(city.vendor, job)
    assert [(line, member) for line, member, _ in errors] == [
        (3, "zone"),
        (4, None),
        (5, "id"),
        (6, "id"),
        (8, None),
        (10, "streams.0.url"),
        (11, None),
    ]
    details = [detail for _, _, detail in errors]
    assert "there is no cellar among the zones" in details[0]
    assert "registered by its owner, kpu" in details[1]
    assert details[4] == "the header has 8 columns, this row 2"
    assert "the scheme must be rtsp, rtsps" in details[5]
    assert "never closed" in details[6]
    assert await city.vendor.ids("cameras") == ["good", "last"]


async def test_an_update_changes_only_what_it_gives(city: City) -> None:
    streams = [STREAM, {"name": "sub", "url": "rtsp://192.0.2.10:554/stream2"}]
    await city.vendor.put("cameras/c1", camera(streams=streams, credentials=SECRET, enabled=False))
    rows = csv("id,name,enabled,streams.sub.transport", "c1,Gerbang,true,tcp", "c2,Tak Ada,true,")
    job = await imported(city.vendor, "collection=cameras&mode=update", rows)
    assert counts(job) == (0, 1, 0, 1)
    assert await errors_of(city.vendor, job) == [(3, "id", "there is no c2 to update")]
    found = await city.vendor.get("cameras/c1")
    assert (found["name"], found["enabled"], found["credentials_set"]) == ("Gerbang", True, True)
    assert [each["transport"] for each in found["streams"]] == ["auto", "tcp"]
    assert (found["zone"], found["vendor"]) == ("hall", "nusantara")


async def test_the_word_null_clears_a_member_and_an_empty_cell_leaves_it(city: City) -> None:
    await city.owner.put("sites/tps-9", site("kpu", address="Jl. Besuki", latitude=-6.2, longitude=106.8))
    rows = csv("id,address,latitude,longitude", "tps-9,,null,null")
    assert counts(await imported(city.owner, "collection=sites&mode=update", rows)) == (0, 1, 0, 0)
    found = await city.owner.get("sites/tps-9")
    assert (found["address"], found["latitude"], found["longitude"]) == ("Jl. Besuki", None, None)


async def test_a_dry_run_counts_and_writes_nothing(city: City, bus: KeptPlane) -> None:
    body = csv(CAMERA_COLUMNS, camera_line("c1"), camera_line("c2", zone="cellar"))
    job = await imported(city.vendor, "collection=cameras&dry_run=true", body)
    assert (job["dry_run"], counts(job)) == (True, (1, 0, 0, 1))
    assert len(await errors_of(city.vendor, job)) == 1
    assert await city.vendor.ids("cameras") == []
    assert await bus.record(city.tenant, "c1") is None


async def test_a_city_is_built_of_files_in_the_order_of_what_refers_to_what(city: City) -> None:
    operator, owner = city.operator, city.owner
    organisations: list[dict[str, Any]] = [
        {"id": "kpu-pusat", "name": "KPU Jakarta Pusat", "kind": "election_commission", "parent": "kpu"},
        {
            "id": "ppk",
            "name": "PPK",
            "kind": "election_commission",
            "parent": "kpu-pusat",
            "jurisdiction": ["31"],
        },
    ]
    areas = csv("id,name,level,parent", "32,Jawa Barat,province,", "32.01,Bogor,regency,32")
    sites = csv("id,name,kind,owner,area,latitude,longitude", "s1,Gudang,warehouse,kpu,32.01,-6.5,106.8")
    zones = csv("id,name,kind,site,private", "z1,Pintu,entrance,s1,false", "z2,Ruang,room,s1,")
    assert counts(await imported(operator, "collection=organisations", ndjson(organisations), NDJSON))[0] == 2
    assert counts(await imported(operator, "collection=areas", areas))[0] == 2
    assert counts(await imported(owner, "collection=sites", sites))[0] == 1
    assert counts(await imported(owner, "collection=zones", zones))[0] == 2
    assert (await operator.get("organisations/ppk"))["jurisdiction"] == ["31"]
    assert (await owner.get("zones/z1"))["private"] is False
    assert (await owner.get("zones/z2"))["private"] is True
    assert (await owner.get("sites/s1"))["latitude"] == -6.5


async def test_a_later_row_of_the_same_id_changes_what_an_earlier_one_made(city: City) -> None:
    zones = csv("id,name,kind,site", "z1,Satu,room,tps-1", "z1,Dua,room,tps-1", "z1,Dua,room,tps-1")
    assert counts(await imported(city.owner, "collection=zones", zones)) == (1, 1, 1, 0)
    assert (await city.owner.get("zones/z1"))["name"] == "Dua"


async def test_a_changed_zone_is_told_for_its_cameras(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    rows = ndjson([{"id": "hall", **zone("tps-1", name="Aula", private=True)}])
    assert counts(await imported(city.owner, "collection=zones", rows, NDJSON)) == (0, 1, 0, 0)
    record = await bus.record_of_version(city.tenant, "c1", 2)
    assert (record.zone.name, record.zone.private) == ("Aula", True)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("id,nmae\nc1,x\n", "there is no 'nmae'"),
        ("name,zone\nx,hall\n", "the column id is missing"),
        ("id,name,name\nc1,x,y\n", "a column stands there twice"),
        (b"id,n\xe9\n", "not UTF-8"),
        ("id,name\n" + "x" * 200_000 + ",y\n", "line 2 is longer than"),
    ],
    ids=["unknown column", "no id", "twice", "latin-1", "endless line"],
)
async def test_a_file_that_cannot_be_read_fails_with_its_reason(
    city: City, body: str | bytes, told: str
) -> None:
    job = await imported(city.vendor, "collection=cameras", body)
    assert job["state"] == "failed"
    assert told in job["reason"]


async def test_bad_json_is_an_error_of_its_line(city: City) -> None:
    lines = [
        '{"id": "z1", "name": "Satu", "kind": "room", "site": "tps-1"}',
        "{",
        "[]",
        '{"name": 1}',
        '"\\ud800"',
    ]
    lines.append('{"id": "z3", "\\u0000": 1, "name": "x", "kind": "room", "site": "tps-1"}')
    job = await imported(city.owner, "collection=zones", "\n".join(lines), NDJSON)
    assert counts(job) == (1, 0, 0, 5)
    errors = await errors_of(city.owner, job)
    assert [(line, member) for line, member, _ in errors] == [
        (2, None),
        (3, None),
        (4, "id"),
        (5, None),
        (6, "\\x00"),
    ]


async def test_who_may_not_write_a_collection_may_not_import_it(city: City) -> None:
    for person, collection in (
        (city.vendor, "sites"),
        (city.owner, "organisations"),
        (city.operator, "cameras"),
        (city.police, "cameras"),
        (city.auditor, "areas"),
    ):
        response = await person.send("POST", f"imports?collection={collection}", "id\n", CSV)
        assert response.status_code == 403, collection


async def test_an_import_is_seen_by_its_organisation_and_those_who_see_all(city: City) -> None:
    job = await imported(city.vendor, "collection=cameras", csv(CAMERA_COLUMNS, camera_line("c1")))
    for person in (city.vendor, city.operator, city.auditor):
        assert job["id"] in await person.ids("imports")
    for path in (f"imports/{job['id']}", f"imports/{job['id']}/errors"):
        await city.other_vendor.get(path, 403)
    assert await city.other_vendor.ids("imports") == []
    assert (await city.other_vendor.ask("POST", f"imports/{job['id']}/cancel")).status_code == 403
    assert (await city.vendor.ask("POST", f"imports/{job['id']}/cancel")).status_code == 409


async def test_no_more_than_eight_wait_though_all_come_at_the_same_moment(city: City) -> None:
    sent, limit = asyncio.Event(), 8

    async def body() -> AsyncIterator[bytes]:
        yield csv(CAMERA_COLUMNS).encode()
        await sent.wait()
        yield camera_line("c1").encode()

    async with asyncio.TaskGroup() as tasks:
        sendings = [
            tasks.create_task(city.vendor.send("POST", "imports?collection=cameras", body(), CSV))
            for _ in range(limit + 4)
        ]
        begun: list[str] = []
        while len(begun) < limit:
            begun = await city.vendor.ids("imports")
        for _ in range(50):  # each of these was asked after all of those
            begun = await city.vendor.ids("imports")
        sent.set()
    assert len(begun) == limit
    answers = sorted(sending.result().status_code for sending in sendings)
    assert answers == [202] * limit + [409] * 4


async def test_another_tenant_sees_no_import(city: City, http: httpx.AsyncClient, issuer: Issuer) -> None:
    job = await submit(city.vendor, "collection=cameras", csv(CAMERA_COLUMNS))
    stranger = City(f"{city.tenant}-other", http, issuer)
    for person in (stranger.vendor, stranger.operator, stranger.auditor):
        await person.get(f"imports/{job['id']}", 404)
        await person.get(f"imports/{job['id']}/errors", 404)
        assert (await person.ask("POST", f"imports/{job['id']}/cancel")).status_code in {403, 404}
        assert await person.ids("imports") == []


async def test_pages_of_imports_and_errors_go_on_where_they_ended(city: City) -> None:
    body = csv("id,name,kind,site", *(f"Bad {number},x,room,tps-1" for number in range(5)))
    first = await imported(city.owner, "collection=zones", body)
    second = await imported(city.owner, "collection=zones", body)
    page = await city.owner.get("imports?limit=1")
    assert [item["id"] for item in page["items"]] == [second["id"]]
    assert await city.owner.ids(f"imports?limit=1&after={page['next']}") == [first["id"]]
    errors = await city.owner.get(f"imports/{first['id']}/errors?limit=3")
    assert [error["line"] for error in errors["items"]] == [2, 3, 4]
    rest = await city.owner.get(f"imports/{first['id']}/errors?limit=3&after={errors['next']}")
    assert ([error["line"] for error in rest["items"]], rest["next"]) == ([5, 6], None)


@pytest.mark.parametrize(
    ("query", "kind", "body", "status"),
    [
        ("collection=cameras", CSV, "", 400),
        ("collection=cameras", {"Content-Type": "application/json"}, "[]", 415),
        ("collection=moons", CSV, "id\n", 422),
        ("collection=cameras&mode=replace", CSV, "id\n", 422),
        ("", CSV, "id\n", 422),
    ],
)
async def test_a_request_that_cannot_be_is_refused_at_once(
    city: City, query: str, kind: dict[str, str], body: str, status: int
) -> None:
    response = await city.vendor.send("POST", f"imports?{query}", body, kind)
    assert response.status_code == status, response.text
