"""The map over HTTP: points and clusters with what they do now, for those who may know."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from integration.registry.map.standing import Standing
from integration.registry.people import City, Person, camera, site, zone
from integration.registry.waiting import until
from support.identity import Issuer

_CITY = "106.5,-6.6,107.1,-5.9"
_Looked = dict[str, dict[str, Any]]


@pytest.fixture
def standing(database_url: str, city: City) -> Standing:
    return Standing(database_url, city.tenant)


async def _features(person: Person, layer: str = "cameras", bbox: str = _CITY, zoom: int = 12) -> list[Any]:
    found = await person.get(f"map?bbox={bbox}&zoom={zoom}&layer={layer}")
    assert found["type"] == "FeatureCollection"
    return list(found["features"])


async def _points(person: Person, layer: str = "cameras", **where: Any) -> _Looked:
    features = await _features(person, layer, **where)
    assert not any(feature["properties"]["cluster"] for feature in features)
    return {feature["properties"]["id"]: feature for feature in features}


async def _seen(person: Person, wanted: Callable[[_Looked], bool], layer: str = "cameras") -> _Looked:
    """What is seen as soon as it is as wanted: the map follows."""

    async def ask() -> _Looked | None:
        found = await _points(person, layer)
        return found if wanted(found) else None

    return await until(ask)


def _statuses(found: _Looked) -> dict[str, str]:
    return {key: feature["properties"]["status"] for key, feature in found.items()}


async def _fill(city: City) -> None:
    """Three cameras at the owner's TPS, one in its private office, and one at the partner's mall."""
    await city.owner.put("sites/tps-1", site("kpu", latitude=-6.2, longitude=106.8))
    await city.partner.put("sites/mall", site("plaza", kind="public_place", latitude=-6.1, longitude=106.9))
    await city.vendor.put("cameras/hall-1", camera(name="Lorong"))
    await city.vendor.put("cameras/hall-2", camera(latitude=-6.25, longitude=106.85))
    await city.vendor.put("cameras/office-1", camera("office"))
    await city.partner.put("cameras/gate-1", camera("gate", vendor=None))


async def test_a_camera_stands_at_its_position_or_at_its_site(city: City) -> None:
    await _fill(city)
    found = await _seen(city.auditor, lambda found: len(found) == 4)
    assert found["hall-1"] == {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [106.8, -6.2]},
        "properties": {
            "cluster": False,
            "id": "hall-1",
            "name": "Lorong",
            "kind": "tps",
            "site": "tps-1",
            "position": "site",
            "status": "unknown",
        },
    }
    assert found["hall-2"]["geometry"]["coordinates"] == [106.85, -6.25]
    assert await _points(city.auditor, bbox="106.84,-6.26,106.86,-6.24") == {"hall-2": found["hall-2"]}


async def _draw(city: City, area: str, point: tuple[float, float]) -> None:
    """Draw a boundary, to be shown at a point."""
    ring = [[106.7, -6.3], [106.9, -6.3], [106.9, -6.1], [106.7, -6.3]]
    body = {
        "type": "Feature",
        "properties": {"point": point},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    drawn = {"Content-Type": "application/geo+json"}
    response = await city.operator.ask("PUT", f"areas/{area}/boundary", body, drawn)
    assert response.is_success, response.text


def _places(found: _Looked) -> dict[str, tuple[list[float], str]]:
    return {
        key: (feature["geometry"]["coordinates"], feature["properties"]["position"])
        for key, feature in found.items()
    }


async def test_what_has_no_position_stands_at_the_narrowest_area_with_a_boundary(
    city: City, other_city: City
) -> None:
    district, village, moved = (106.8, -6.2), (106.81, -6.21), (106.82, -6.22)
    await city.vendor.put("cameras/hall-1", camera())
    await city.vendor.put("cameras/hall-2", camera(latitude=-6.25, longitude=106.85))
    await city.partner.put("sites/mall", site("plaza", kind="public_place", area="31.71.01"))

    async def seen(points: dict[str, tuple[tuple[float, float], str]]) -> None:
        wanted = {key: (list(point), position) for key, (point, position) in points.items()}
        await _seen(city.auditor, lambda found: _places(found) == wanted, "sites")
        cameras = {"hall-1": wanted["tps-1"], "hall-2": ([106.85, -6.25], "own")}
        await _seen(city.auditor, lambda found: _places(found) == cameras)

    await _draw(other_city, "31.71.01.1001", moved)
    await _draw(city, "31.71.01", district)
    mall = (district, "district")
    await seen({"mall": mall, "tps-1": (district, "district")})
    await _draw(city, "31.71.01.1001", village)
    await seen({"mall": mall, "tps-1": (village, "village")})
    await _draw(city, "31.71.01.1001", moved)
    await seen({"mall": mall, "tps-1": (moved, "village")})
    await city.operator.delete("areas/31.71.01.1001/boundary")
    await seen({"mall": mall, "tps-1": (district, "district")})


async def test_the_map_follows_what_cameras_do(city: City, standing: Standing) -> None:
    await _fill(city)
    await standing.life("in_service", "hall-1", "hall-2")
    await standing.status("delivering", "hall-2")
    await standing.status("offline", "hall-1", "gate-1")
    wanted = {"hall-1": "offline", "hall-2": "delivering", "office-1": "unknown", "gate-1": "offline"}
    await _seen(city.auditor, lambda found: _statuses(found) == wanted)
    await _seen(
        city.auditor, lambda found: _statuses(found) == {"tps-1": "delivering", "mall": "none"}, "sites"
    )
    await standing.status("stalled", "hall-2")
    await _seen(city.auditor, lambda found: _statuses(found).get("tps-1") == "not_delivering", "sites")


async def test_the_map_follows_what_moves_and_goes(city: City, standing: Standing) -> None:
    await _fill(city)
    await _seen(city.auditor, lambda found: len(found) == 4)
    await city.owner.put("cameras/hall-1", camera("office"))
    await city.owner.put("sites/tps-1", site("kpu", latitude=-6.3, longitude=106.7, name="Moved"))
    await city.vendor.delete("cameras/hall-2")
    await standing.life("retired", "gate-1")
    found = await _seen(city.auditor, lambda found: set(found) == {"hall-1", "office-1"})
    assert found["hall-1"]["geometry"]["coordinates"] == [106.7, -6.3]
    await city.owner.put("sites/tps-1", site("kpu"))
    await _seen(city.auditor, lambda found: not found)
    await _seen(city.auditor, lambda found: set(found) == {"mall"}, "sites")


async def test_everybody_sees_what_they_look_over(city: City, standing: Standing) -> None:
    await _fill(city)
    await standing.life("in_service", "hall-1", "gate-1", "office-1")
    await city.operator.put(
        "organisations/polda", {"name": "Polda", "kind": "police", "jurisdiction": ["31.71"]}
    )
    await _seen(city.operator, lambda found: len(found) == 4)
    assert set(await _points(city.owner)) == {"hall-1", "hall-2", "office-1"}
    assert set(await _points(city.vendor)) == {"hall-1", "hall-2", "office-1"}
    await _seen(city.police, lambda found: set(found) == {"hall-1", "gate-1"})
    assert set(await _points(city.vendor, "sites")) == {"tps-1"}
    assert set(await _points(city.partner)) == {"gate-1"}
    assert await _points(city.other_vendor) == await _points(city.other_owner, "sites") == {}
    everything = city.person("plaza", "partner", "vendor", "observer", "owner_admin")
    await city.operator.put(
        "organisations/plaza", {"name": "Plaza", "kind": "partner", "jurisdiction": ["31.71"]}
    )
    assert set(await _points(everything)) == {"hall-1", "gate-1"}
    assert set(await _points(everything, "sites")) == {"tps-1", "mall"}
    assert set(await _points(city.police, "sites")) == {"tps-1", "mall"}
    refused = await city.observer.get(f"map?bbox={_CITY}&zoom=3", 403)
    assert refused["reason"] == "no-jurisdiction"


async def test_a_zone_made_private_leaves_the_map_of_the_police(city: City, standing: Standing) -> None:
    await _fill(city)
    await standing.life("in_service", "hall-1", "hall-2")
    await standing.life("maintenance", "gate-1")
    await city.operator.put("organisations/polda", {"name": "P", "kind": "police", "jurisdiction": ["31"]})
    await _seen(city.police, lambda found: set(found) == {"hall-1", "hall-2", "gate-1"})
    await city.owner.put("zones/hall", zone("tps-1", private=True))
    await _seen(city.police, lambda found: set(found) == {"gate-1"})
    assert set(await _points(city.owner)) == {"hall-1", "hall-2", "office-1"}


async def test_tenants_have_maps_of_their_own(city: City, http: httpx.AsyncClient, issuer: Issuer) -> None:
    await _fill(city)
    twin = await City(f"{city.tenant}-twin", http, issuer).build()
    await _seen(city.operator, lambda found: len(found) == 4)
    for layer in ("cameras", "sites"):
        assert await _points(twin.operator, layer) == {}


@pytest.mark.parametrize(
    "query", ["bbox=1,2,3", "bbox=2,0,1,1", "bbox=0,0,1,91", "bbox=a,0,1,1", "bbox=0,0,1,1,"]
)
async def test_a_box_that_is_none_is_told(city: City, query: str) -> None:
    assert "bbox" in (await city.operator.get(f"map?{query}&zoom=3", 422))["detail"]


async def test_a_box_is_read_as_floating_point_numbers_are_written(city: City) -> None:
    west, south = 106.827 - 0.001, -0.0013383012345678901
    assert await _features(city.operator, bbox=f"{west!r},{south!r},{107.1!r},{0.1 + 0.2!r}") == []


async def test_many_become_clusters_that_add_up_and_stay_while_the_map_moves(
    city: City, database_url: str, crowd: Callable[[str, int], Awaitable[None]]
) -> None:
    await city.owner.put("sites/tps-1", site("kpu", latitude=-6.2, longitude=106.8))
    await crowd(city.tenant, 3000)

    async def all_there() -> list[Any] | None:
        features = await _features(city.auditor)
        count = sum(feature["properties"].get("count", 1) for feature in features)
        return features if count == 3000 else None

    features = await until(all_there)
    assert len(features) <= 500
    clusters = [feature for feature in features if feature["properties"]["cluster"]]
    assert all(sum(each["properties"]["counts"].values()) == each["properties"]["count"] for each in clusters)
    assert await _features(city.auditor) == features
    moved = await _features(city.auditor, bbox="106.501,-6.599,107.101,-5.899")
    assert moved == features
    deep = await _points(city.auditor, bbox="106.79,-6.21,106.81,-6.19", zoom=16)
    assert 0 < len(deep) <= 500
    for zoom in random.Random(7).sample(range(23), 6):
        assert len(await _features(city.auditor, zoom=zoom)) <= 500
