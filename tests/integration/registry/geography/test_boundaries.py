"""Boundaries of areas over HTTP: drawn, read, found by a point, refused with the place."""

from typing import Any

import httpx

from integration.registry.geography.drawings import GEO_JSON, polygon, ring
from integration.registry.people import City
from support.identity import Issuer

_PATH = "areas/31.71/boundary"


async def test_a_boundary_is_drawn_read_and_removed(city: City) -> None:
    created = await city.operator.ask("PUT", _PATH, polygon(106, -7, 108, -6), GEO_JSON)
    assert created.status_code == 201, created.text
    drawn = {
        "type": "Feature",
        "id": "31.71",
        "bbox": [106, -7, 108, -6],
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring(106, -7, 108, -6)]]},
        "properties": {"point": [107, -6.5]},
    }
    for person in (city.operator, city.owner, city.vendor, city.police, city.observer, city.auditor):
        read = await person.ask("GET", _PATH)
        assert read.json() == drawn
        assert read.headers["content-type"] == "application/geo+json"
        assert read.headers["etag"] == created.headers["etag"]
    await city.operator.put(_PATH, read.json(), 200)
    await city.operator.delete(_PATH)
    await city.owner.get(_PATH, 404)
    await city.operator.delete(_PATH, 404)
    await city.owner.get("areas/31.71")


async def test_a_point_of_its_own_is_kept(city: City) -> None:
    feature = {
        "type": "Feature",
        "properties": {"kode": "31.71", "point": [106.5, -6.25]},
        "geometry": {
            "type": "MultiPolygon",
            "coordinates": [[ring(106, -7, 107, -6)], [ring(108, -7, 109, -6)]],
        },
    }
    assert (await city.operator.put(_PATH, feature, 201))["properties"] == {"point": [106.5, -6.25]}


async def test_a_stale_tag_stops_a_drawing_and_a_removal(city: City) -> None:
    first = await city.operator.ask("PUT", _PATH, polygon(106, -7, 108, -6), {"If-None-Match": "*"})
    stale = {"If-Match": first.headers["etag"]}
    assert (await city.operator.ask("PUT", _PATH, polygon(106, -7, 109, -6), stale)).status_code == 200
    for method in ("PUT", "DELETE"):
        refused = await city.operator.ask(method, _PATH, polygon(106, -7, 108, -6), stale)
        assert (refused.status_code, refused.json()["reason"]) == (412, "changed")
    refused = await city.operator.ask("PUT", _PATH, polygon(106, -7, 108, -6), {"If-None-Match": "*"})
    assert (refused.status_code, refused.json()["reason"]) == (412, "exists")


async def test_only_the_operator_draws(city: City) -> None:
    for person in (city.owner, city.partner, city.vendor, city.police, city.observer, city.auditor):
        await person.put(_PATH, polygon(106, -7, 108, -6), 403)
        await person.delete(_PATH, 403)


async def test_there_is_no_boundary_without_its_area(city: City) -> None:
    problem = await city.operator.put("areas/31.99/boundary", polygon(106, -7, 108, -6), 404)
    assert problem["detail"] == "there is no area 31.99"


_NO_AREA: list[Any] = [
    {"type": "Point", "coordinates": [106, -6]},
    {"type": "Polygon", "coordinates": []},
    {"type": "MultiPolygon", "coordinates": []},
    {"type": "Polygon", "coordinates": [ring(106, -7, 108, -6)[:4]]},
    {"type": "Polygon", "coordinates": [[[106, -6], [107, -6], [106, -6]]]},
    {"type": "Polygon", "coordinates": [[[106, -6], [107, -6], [108, -6], [106, -6]]]},
    {"type": "Polygon", "coordinates": [ring(106, -97, 108, -6)]},
    {"type": "Polygon", "coordinates": [ring(106, -7, 188, -6)]},
    {"type": "Polygon", "coordinates": [ring(float("nan"), -7, 108, -6)]},
    {"type": "Feature", "geometry": None},
    {"type": "Feature", "geometry": polygon(106, -7, 108, -6), "properties": {"point": [200, 0]}},
    {"type": "FeatureCollection", "features": []},
    [],
]


async def test_what_draws_no_area_is_refused(city: City) -> None:
    for drawing in _NO_AREA:
        assert (await city.operator.ask("PUT", _PATH, drawing, GEO_JSON)).status_code == 422, drawing
    await city.owner.get(_PATH, 404)


async def test_areas_around_a_point_come_the_narrowest_first(city: City) -> None:
    boxes = {"31": (106, -7, 108, -5), "31.71": (106, -7, 107, -6), "31.71.01": (106, -7, 106.5, -6.5)}
    for code, box in boxes.items():
        await city.operator.put(f"areas/{code}/boundary", polygon(*box))
    cases = {
        "at=-6.75,106.25": ["31.71.01", "31.71", "31"],
        "at=-6.25,106.75": ["31.71", "31"],
        "at=-5.5,107.5": ["31"],
        "at=0,0": [],
        "at=-6.75,106.25&level=regency": ["31.71"],
        "at=-6.75,106.25&parent=31.71": ["31.71.01"],
    }
    for query, expected in cases.items():
        assert await city.police.ids(f"areas?{query}") == expected, query
    for wrong in ("106.8,-6.2", "91,0", "north", "1,2,3", "-6.2"):
        await city.police.get(f"areas?at={wrong}", 422)


async def test_areas_are_found_by_what_they_are_and_where_they_lie(city: City) -> None:
    await city.operator.put("areas/31.72", {"name": "Jakarta_Utara", "level": "regency", "parent": "31"})
    cases = {
        "parent=31": ["31.71", "31.72"],
        "level=regency": ["31.71", "31.72"],
        "within=31.71": ["31.71", "31.71.01", "31.71.01.1001"],
        "within=31.71&level=village": ["31.71.01.1001"],
        "name=utara": ["31.72"],
        "name=A_U": ["31.72"],
        "name=%25": [],
        "within=31&limit=2&after=31.71": ["31.71.01", "31.71.01.1001"],
        "parent=99": [],
    }
    for query, expected in cases.items():
        assert await city.observer.ids(f"areas?{query}") == expected, query
    for wrong in ("parent=x", "level=continent", "within=31.", "name="):
        await city.observer.get(f"areas?{wrong}", 422)


async def test_boundaries_of_another_tenant_are_not_there(
    city: City, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    await city.operator.put("areas/31/boundary", polygon(106, -7, 108, -5))
    other = City(f"{city.tenant}-twin", http, issuer)
    await other.operator.get("areas/31/boundary", 404)
    await other.operator.delete("areas/31/boundary", 404)
    await other.operator.put("areas/31/boundary", polygon(106, -7, 108, -5), 404)
    await other.build()
    assert await other.operator.ids("areas?at=-6,107") == []


async def test_a_removed_area_takes_its_boundary_with_it(city: City) -> None:
    area = {"name": "Jakarta Utara", "level": "regency", "parent": "31"}
    await city.operator.put("areas/31.72", area)
    await city.operator.put("areas/31.72/boundary", polygon(106, -7, 108, -5))
    await city.operator.delete("areas/31.72")
    await city.operator.put("areas/31.72", area)
    await city.operator.get("areas/31.72/boundary", 404)
