"""The five collections over HTTP: create, replace, read, page, remove, and what stands in the way."""

import httpx

from integration.registry.people import City, camera, site, zone


async def test_put_creates_then_replaces(city: City) -> None:
    body: dict[str, object] = {
        "name": "Polda Metro Jaya",
        "kind": "police",
        "parent": None,
        "jurisdiction": [],
    }
    whole = {"id": "polda"} | body
    assert await city.operator.put("organisations/polda", body, 201) == whole
    assert await city.operator.put("organisations/polda", body, 200) == whole
    renamed = body | {"name": "Polda"}
    await city.operator.put("organisations/polda", renamed, 200)
    assert await city.operator.get("organisations/polda") == whole | renamed


async def test_every_collection_reads_back_what_was_put(city: City) -> None:
    full = site("kpu", address="Jl. Besuki 1", latitude=-6.2, longitude=106.83, kind="warehouse")
    await city.owner.put("sites/warehouse", full, 201)
    absent = dict.fromkeys(("variant", "contact", "command_post", "notice_sign"))
    assert await city.owner.get("sites/warehouse") == {"id": "warehouse"} | full | absent
    await city.owner.put("zones/store", zone("warehouse"), 201)
    assert await city.owner.get("zones/store") == {"id": "store", "private": True} | zone("warehouse")
    expected = {"id": "31.71", "name": "Area 31.71", "level": "regency", "parent": "31"}
    assert await city.owner.get("areas/31.71") == expected


async def test_pages_follow_each_other_to_the_end(city: City) -> None:
    for number in range(5):
        await city.vendor.put(f"cameras/c{number}", camera())
    first = await city.vendor.get("cameras?limit=2")
    assert [item["id"] for item in first["items"]] == ["c0", "c1"]
    second = await city.vendor.get(f"cameras?limit=2&after={first['next']}")
    assert [item["id"] for item in second["items"]] == ["c2", "c3"]
    last = await city.vendor.get(f"cameras?limit=2&after={second['next']}")
    assert [item["id"] for item in last["items"]] == ["c4"]
    assert last["next"] is None


async def test_a_page_that_just_fits_is_the_last(city: City) -> None:
    assert (await city.owner.get("areas?limit=4"))["next"] is None


async def test_what_is_removed_is_gone(city: City) -> None:
    await city.owner.delete("zones/office")
    await city.owner.get("zones/office", 404)
    await city.owner.delete("zones/office", 404)


async def test_what_is_referred_to_stays_and_says_by_whom(city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    cases = {
        "zones/hall": (city.owner, {"cameras": 1}),
        "sites/tps-1": (city.owner, {"zones": 2}),
        "areas/31.71.01.1001": (city.operator, {"sites": 2}),
        "areas/31": (city.operator, {"areas": 1}),
        "organisations/kpu": (city.operator, {"sites": 1}),
        "organisations/nusantara": (city.operator, {"cameras": 1}),
    }
    for path, (person, in_use) in cases.items():
        problem = (await person.delete(path, 409)).json()
        assert problem["in_use"] == in_use
        assert problem["reason"] == "in-use"
        await person.get(path)


async def test_a_reference_to_nothing_names_what_to_put_first(city: City) -> None:
    problem = await city.owner.put("sites/s", site("kpu", area="31.71.01.9999"), 422)
    assert "PUT /v1/areas/31.71.01.9999 first" in problem["detail"]
    problem = await city.owner.put("zones/z", zone("nowhere"), 422)
    assert "PUT /v1/sites/nowhere first" in problem["detail"]
    problem = await city.vendor.put("cameras/c", camera("nowhere"), 422)
    assert "PUT /v1/zones/nowhere first" in problem["detail"]
    problem = await city.owner.put("cameras/c", camera(vendor="nobody"), 422)
    assert "PUT /v1/organisations/nobody first" in problem["detail"]
    problem = await city.operator.put("areas/99.01", {"name": "x", "level": "regency", "parent": "99"}, 422)
    assert "PUT /v1/areas/99 first" in problem["detail"]


async def test_malformed_bodies_are_refused_with_the_place(city: City) -> None:
    cases = [
        ("organisations/x", {"name": "X", "kind": "kingdom"}, "body.kind"),
        ("organisations/x", {"name": "", "kind": "police"}, "body.name"),
        ("organisations/x", {"name": "a\x00b", "kind": "police"}, "body.name"),
        ("organisations/x", {"name": "\ud800", "kind": "police"}, "body.name"),
        ("organisations/x", {"name": "X", "kind": "police", "colour": "red"}, "body.colour"),
        ("organisations/UPPER", {"name": "X", "kind": "police"}, "path.key"),
        ("areas/31.7", {"name": "X", "level": "regency", "parent": "31"}, "path.code"),
        ("sites/x", site("kpu", latitude=91, longitude=0), "body.latitude"),
        ("sites/x", site("kpu", latitude=float("nan"), longitude=0), "body.latitude"),
    ]
    for path, body, where in cases:
        response = await city.operator.ask("PUT", path, body)
        assert response.status_code == 422, response.text
        assert response.headers["content-type"] == "application/problem+json"
        assert where in [error["where"] for error in response.json()["errors"]]


async def test_a_position_is_whole_or_left_out(city: City) -> None:
    assert (await city.owner.put("sites/s", site("kpu", latitude=1.0), 422))["reason"] == "position"


async def test_an_area_is_where_its_code_says(city: City) -> None:
    body = {"name": "Menteng", "level": "district", "parent": "31"}
    assert (await city.operator.put("areas/31.71.06", body, 422))["reason"] == "area-parent"
    body = {"name": "Menteng", "level": "village", "parent": "31.71"}
    assert (await city.operator.put("areas/31.71.06", body, 422))["reason"] == "area-level"


async def test_limits_of_a_page_are_checked(city: City) -> None:
    for query in ("limit=0", "limit=1001", "limit=many"):
        await city.owner.get(f"areas?{query}", 422)


async def test_pages_of_areas_go_on_behind_a_code(city: City) -> None:
    first = await city.owner.get("areas?limit=2")
    assert first["next"] == "31.71"
    assert await city.owner.ids(f"areas?after={first['next']}") == ["31.71.01", "31.71.01.1001"]


async def test_control_characters_are_refused_wherever_an_id_stands(city: City) -> None:
    for collection in ("organisations", "areas", "sites", "zones", "cameras"):
        for sign in ("%00", "%0A", "%1F", "%7F", "%FF"):
            await city.owner.get(f"{collection}?after={sign}", 422)
            await city.owner.get(f"{collection}?limit={sign}", 422)
            for method in ("GET", "DELETE"):
                response = await city.owner.ask(method, f"{collection}/31{sign}")
                assert response.status_code == 422, response.text


async def test_an_oversized_body_is_refused(city: City) -> None:
    body = {"name": "x" * (1024 * 1024 + 1), "kind": "police"}
    assert (await city.operator.put("organisations/x", body, 413))["title"] == "Too large"


async def test_openapi_describes_every_answer(http: httpx.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()
    assert {tag["name"] for tag in document["tags"]} >= {
        "organisations",
        "areas",
        "sites",
        "zones",
        "cameras",
    }
    operations = {
        (path, method): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/v1/")
    }
    assert len(operations) >= 20
    for operation in operations.values():
        assert operation["summary"]
        assert operation["security"]
        assert {"401", "403", "422", "503"} <= operation["responses"].keys()
        assert list(operation["responses"]["403"]["content"]) == ["application/problem+json"]
    assert "201" in operations["/v1/cameras/{key}", "put"]["responses"]
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in str(document)
