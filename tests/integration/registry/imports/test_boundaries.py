"""Boundaries from a FeatureCollection: what is drawn, what is refused and where it stands in the file."""

import json
from typing import Any

import pytest

from integration.registry.imports.sending import CSV, GEO_JSON, NDJSON, counts, errors_of, imported
from integration.registry.people import City
from lokus_registry.application.imports.ports import PIECE_BYTES

QUERY = "collection=boundaries"
CODES = ("31", "31.71", "31.71.01", "31.71.01.1001")


def square(west: float = 106.0, side: float = 1.0) -> dict[str, Any]:
    corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    return {"type": "Polygon", "coordinates": [[[west + x, y - 6.5] for x, y in corners]]}


def feature(geometry: Any, **members: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": None} | members


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "name": "batas", "features": features})


def of_codes(*codes: str) -> str:
    return collection(*(feature(square(), properties={"kode": code, "nama": "x"}) for code in codes))


async def test_a_feature_collection_is_drawn_and_drawn_again_changes_nothing(city: City) -> None:
    body = collection(
        feature(square(), properties={"kode": "31"}),
        feature(square(107.0), properties={"code": "31.71"}, id=7),
        feature(square(108.0), id="31.71.01"),
    )
    job = await imported(city.operator, QUERY, body, GEO_JSON)
    assert (job["state"], counts(job)) == ("done", (3, 0, 0, 0))
    assert job["read_bytes"] == job["size_bytes"] == len(body)
    assert [(await city.auditor.get(f"areas/{code}/boundary"))["bbox"][0] for code in CODES[:3]] == [
        106.0,
        107.0,
        108.0,
    ]
    moved = body.replace("109.0", "109.5")
    assert counts(await imported(city.operator, QUERY, body, GEO_JSON)) == (0, 0, 3, 0)
    assert counts(await imported(city.operator, QUERY, moved, GEO_JSON)) == (0, 1, 2, 0)


async def test_an_import_draws_what_a_put_draws(city: City) -> None:
    one = feature(square(), properties={"point": [106.5, -6.25]})
    put = await city.operator.put("areas/31/boundary", one)
    await imported(city.operator, QUERY, collection(one | {"id": "31.71"}), GEO_JSON)
    assert await city.auditor.get("areas/31.71/boundary") == put | {"id": "31.71"}


async def test_a_feature_that_is_refused_is_told_with_its_place_and_stops_nothing(city: City) -> None:
    open_ring = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}
    far = {"type": "MultiPolygon", "coordinates": [[[[0, 0], [181, 0], [1, 1], [0, 0]]]]}
    features = [
        feature(square(), id="31"),
        feature(square(), id="31.99"),
        feature(square()),
        feature(square(), properties={"kode": 31.71}),
        feature(open_ring, id="31.71"),
        feature(far, id="31.71"),
        feature({"type": "Point", "coordinates": [0, 0]}, id="31.71"),
        feature(square(), id="31.71.01"),
    ]
    lines = ",\n".join(["{no JSON}", *map(json.dumps, features)])
    body = f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}'
    job = await imported(city.operator, QUERY, body, GEO_JSON)
    assert (job["state"], counts(job)) == ("done", (2, 0, 0, 7))
    errors = await errors_of(city.operator, job)
    assert [(line, member) for line, member, _ in errors] == [
        (2, "features.0"),
        (4, "features.2"),
        (5, "features.3"),
        (6, "features.4.properties.kode"),
        (7, "features.5.geometry"),
        (8, "features.6.geometry.coordinates.0.0.1.0"),
        (9, "features.7.geometry"),
    ]
    details = [detail for _, _, detail in errors]
    assert details[0].startswith("this is not JSON at character 2")
    assert details[1] == "area: there is no area 31.99"
    assert "property `code` or `kode`, or as `id`" in details[2]
    assert details[3] == "31.71 is no code of an area, such as 31.71"
    assert "the last repeats the first" in details[4]


async def test_a_file_of_many_pieces_is_drawn_whole(city: City) -> None:
    ring = [[106 + step / 1e5, -6.5] for step in range(20_000)] + [[106.1, -6], [106.0, -6.5]]
    detailed = {"type": "Polygon", "coordinates": [ring]}
    body = collection(*(feature(detailed, id=code) for code in CODES for _ in range(2)))
    assert len(body) > 10 * PIECE_BYTES
    job = await imported(city.operator, QUERY, body, GEO_JSON)
    assert (job["state"], counts(job)) == ("done", (4, 0, 4, 0))
    drawn = await city.auditor.get("areas/31.71.01.1001/boundary")
    assert drawn["geometry"]["coordinates"] == [[ring]]


async def test_a_dry_run_says_what_would_be_and_draws_nothing(city: City) -> None:
    job = await imported(city.operator, f"{QUERY}&dry_run=true", of_codes("31", "32"), GEO_JSON)
    assert counts(job) == (1, 0, 0, 1)
    await city.operator.get("areas/31/boundary", 404)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (json.dumps(feature(square(), id="31")), "send a FeatureCollection"),
        (of_codes("31")[:-2], "the file ends before its features do"),
    ],
    ids=["a lone feature", "cut off"],
)
async def test_a_file_that_is_no_whole_collection_fails_with_its_reason(
    city: City, body: str, told: str
) -> None:
    job = await imported(city.operator, QUERY, body, GEO_JSON)
    assert job["state"] == "failed"
    assert told in job["reason"]


@pytest.mark.parametrize(
    ("query", "kind", "status"),
    [
        (QUERY, CSV, 415),
        (QUERY, NDJSON, 415),
        ("collection=areas", GEO_JSON, 415),
        (f"{QUERY}&mode=update", GEO_JSON, 400),
        (f"{QUERY}&election=pemilu", GEO_JSON, 400),
    ],
)
async def test_boundaries_are_geojson_as_a_whole_and_nothing_else_is(
    city: City, query: str, kind: dict[str, str], status: int
) -> None:
    response = await city.operator.send("POST", f"imports?{query}", of_codes("31"), kind)
    assert response.status_code == status, response.text


async def test_only_the_operator_draws_boundaries(city: City) -> None:
    for person in (city.owner, city.vendor, city.auditor):
        response = await person.send("POST", f"imports?{QUERY}", of_codes("31"), GEO_JSON)
        assert response.status_code == 403


async def test_boundaries_are_drawn_in_the_own_tenant(city: City, other_city: City) -> None:
    assert counts(await imported(city.operator, QUERY, of_codes("31"), GEO_JSON)) == (1, 0, 0, 0)
    await other_city.operator.get("areas/31/boundary", 404)
    assert counts(await imported(other_city.operator, QUERY, of_codes("31"), GEO_JSON)) == (1, 0, 0, 0)
