"""Organisations above each other, the areas they answer for, and their people, over HTTP."""

import asyncio

import httpx

from integration.registry.people import City, Person
from support.identity import Issuer

POLDA = {"name": "Polda Metro Jaya", "kind": "police", "jurisdiction": ["31.71", "31", "31.71"]}
SITI = {
    "name": "Siti Rahmawati",
    "organisation": "kpu",
    "title": "Kepala Gudang",
    "phone": "+62 21 3193 7223",
    "email": "siti@kpu.example",
    "subject": "siti@kpu",
    "active": True,
}


async def test_an_organisation_stands_below_another_and_answers_for_areas(city: City) -> None:
    await city.operator.put("organisations/polda", POLDA, 201)
    polres = {"name": "Polres Jakarta Pusat", "kind": "police", "parent": "polda", "jurisdiction": []}
    assert await city.operator.put("organisations/polres", polres, 201) == {"id": "polres"} | polres
    assert (await city.police.get("organisations/polda"))["jurisdiction"] == ["31", "31.71"]
    assert await city.operator.ids("organisations?parent=polda") == ["polres"]
    in_use = (await city.operator.delete("areas/31.71", 409)).json()["in_use"]
    assert in_use == {"areas": 1, "organisations": 1}
    in_use = (await city.operator.delete("organisations/polda", 409)).json()["in_use"]
    assert in_use == {"organisations": 1}


async def test_no_hierarchy_is_a_circle_even_at_the_same_moment(city: City) -> None:
    async def put_above(key: str, parent: str) -> int:
        body = {"name": key, "kind": "police", "parent": parent}
        return (await city.operator.ask("PUT", f"organisations/{key}", body)).status_code

    for key in ("a", "b"):
        await city.operator.put(f"organisations/{key}", {"name": key, "kind": "police"})
    async with asyncio.TaskGroup() as tasks:
        both = [tasks.create_task(put_above(*pair), name=pair) for pair in ("ab", "ba")]
    assert sorted(task.result() for task in both) == [200, 422]


async def test_people_are_kept_and_found_by_their_organisation(city: City) -> None:
    assert await city.owner.put("people/siti", SITI, 201) == {"id": "siti"} | SITI
    assert await city.owner.get("people/siti") == {"id": "siti"} | SITI
    await city.owner.put("people/budi", {"name": "Budi", "organisation": "kpu", "title": "Saksi"}, 201)
    await city.owner.put("people/agus", SITI | {"name": "Agus", "subject": None, "active": False}, 201)
    cases = {
        "active=true": ["budi", "siti"],
        "name=RAHMA": ["siti"],
        "name=%25": [],
        "subject=siti@kpu": ["siti"],
        "organisation=dishub": [],
        "active=true&name=i&limit=1": ["budi"],
    }
    for query, expected in cases.items():
        assert await city.owner.ids(f"people?{query}") == expected, query
    await city.owner.delete("people/budi")
    await city.owner.get("people/budi", 404)


async def test_an_owner_looks_up_whom_to_name_and_learns_no_more_of_them(
    city: City, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    await city.owner.put("people/siti", SITI)
    [found] = (await city.other_owner.get("organisations/kpu/people?name=rahma"))["items"]
    assert found == {
        "id": "siti",
        "name": SITI["name"],
        "organisation": "kpu",
        "title": SITI["title"],
        "can_confirm": True,
    }
    assert await city.other_owner.ids("organisations/kpu/people?name=joko") == []
    for person in (city.vendor, city.partner, city.police, city.observer):
        assert (await person.get("organisations/kpu/people", 403))["reason"] == "role"
    twin = City(f"{city.tenant}-twin", http, issuer)
    await twin.owner.get("organisations/kpu/people", 404)


async def test_people_are_nobody_elses(city: City, http: httpx.AsyncClient, issuer: Issuer) -> None:
    await city.owner.put("people/siti", SITI)
    for person in (city.other_owner, city.vendor, city.partner, city.police, city.observer):
        assert (await person.get("people/siti", 403))["reason"] == "not-yours"
        assert await person.ids("people") == []
        assert (await person.put("people/siti", SITI, 403))["reason"] == "not-yours"
        await person.delete("people/siti", 403)
    await city.auditor.put("people/siti", SITI, 403)
    for reader in (city.auditor, city.operator):
        assert await reader.ids("people") == ["siti"]
    other = City(f"{city.tenant}-twin", http, issuer)
    await other.owner.get("people/siti", 404)
    await other.operator.delete("people/siti", 404)


async def test_what_is_no_phone_mail_or_free_subject_is_refused(city: City) -> None:
    await city.owner.put("people/siti", SITI)
    for member, value in {"phone": "call me", "email": "siti", "subject": "", "title": ""}.items():
        problem = await city.owner.put("people/x", SITI | {member: value}, 422)
        assert problem["errors"][0]["where"] == f"body.{member}"
    assert (await city.owner.put("people/x", SITI, 409))["reason"] == "subject-taken"


async def test_an_organisation_with_people_stays(city: City) -> None:
    await city.other_owner.put("people/dewi", {"name": "Dewi", "organisation": "dishub", "title": "Staf"})
    assert (await city.operator.delete("organisations/dishub", 409)).json()["in_use"] == {"people": 1}


async def items(person: Person, path: str) -> list[dict[str, object]]:
    """The items on a page."""
    return list((await person.get(path))["items"])


async def test_a_list_shows_the_members_that_are_asked_for(city: City) -> None:
    assert await items(city.vendor, "organisations?limit=1&fields=name,id") == [
        {"id": "dishub", "name": "DISHUB"}
    ]
    [whole] = await items(city.vendor, "organisations?limit=1")
    assert whole == {"id": "dishub", "name": "DISHUB", "kind": "agency", "parent": None, "jurisdiction": []}


async def test_a_member_that_no_item_has_is_refused_with_those_that_it_has(city: City) -> None:
    problem = await city.vendor.get("organisations?fields=id,colour", 422)
    assert problem["reason"] == "unknown-field"
    assert problem["detail"].endswith("no colour; known are id, name, kind, parent, jurisdiction")
    for fields in ("", "id,", "id,,name", "ID"):
        await city.vendor.get(f"organisations?fields={fields}", 422)


async def test_openapi_requires_no_member_of_an_item_that_fields_may_leave_out(
    http: httpx.AsyncClient,
) -> None:
    document = (await http.get("/openapi.json")).json()
    answer = document["paths"]["/v1/organisations"]["get"]["responses"]["200"]["content"]["application/json"]
    schemas = document["components"]["schemas"]
    page = schemas[answer["schema"]["$ref"].rpartition("/")[2]]
    item = schemas[page["properties"]["items"]["items"]["$ref"].rpartition("/")[2]]
    assert page["required"] == ["items", "next"]
    assert item["properties"].keys() == {"id", "name", "kind", "parent", "jurisdiction"}
    assert "required" not in item
    assert all("default" not in member for member in item["properties"].values())
