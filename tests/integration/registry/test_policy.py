"""Who may do what, over HTTP with signed tokens; the rules themselves have unit tests."""

import httpx

from integration.registry.people import City, camera, site, zone
from support.identity import Issuer


async def test_no_token_and_bad_tokens_are_refused(http: httpx.AsyncClient, issuer: Issuer) -> None:
    tokens = {
        "none": {},
        "no bearer": {"Authorization": "Basic abc"},
        "no JWT": {"Authorization": "Bearer abc"},
        "foreign key": Issuer(issuer.url).headers("kpu", "owner_admin"),
        "foreign issuer": Issuer("http://127.0.0.1:1").headers("kpu", "owner_admin"),
        "expired": issuer.headers("kpu", "owner_admin", exp=1),
        "other audience": issuer.headers("kpu", "owner_admin", aud="console"),
        "no tenant": issuer.headers("kpu", "owner_admin", tenant=None),
    }
    for case, headers in tokens.items():
        response = await http.get("/v1/cameras", headers=headers)
        assert response.status_code == 401, case
        assert response.json()["type"] == "urn:lokus:problem:unauthenticated"
        assert "Bearer" in response.headers["www-authenticate"]


async def test_a_tenant_that_cannot_be_a_subject_is_refused(http: httpx.AsyncClient, issuer: Issuer) -> None:
    headers = issuer.headers("kpu", "owner_admin", tenant="jakarta.>")
    assert (await http.get("/v1/sites", headers=headers)).status_code == 403


async def test_tenants_do_not_see_each_other(city: City, http: httpx.AsyncClient, issuer: Issuer) -> None:
    await city.vendor.put("cameras/c1", camera())
    other = City(f"{city.tenant}-twin", http, issuer)
    for collection in ("organisations", "areas", "sites", "zones", "cameras"):
        assert await other.operator.ids(collection) == []
    await other.vendor.get("cameras/c1", 404)
    await other.owner.delete("zones/hall", 404)
    await other.build()
    assert await other.vendor.put("cameras/c1", camera(name="Twin"), 201)
    assert (await city.vendor.get("cameras/c1"))["name"] == "Camera"


async def test_viewers_are_sent_to_the_gateway(city: City) -> None:
    for person in (city.police, city.observer):
        for path in ("cameras", "sites/tps-1", "zones"):
            problem = await person.get(path, 403)
            assert "gateway" in problem["detail"]
            assert problem["reason"] == "role"


async def test_operator_and_auditor_read_all_and_everybody_reads_the_directory(city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    for person in (city.operator, city.auditor):
        assert await person.ids("cameras") == ["c1"]
        assert await person.ids("zones") == ["gate", "hall", "office"]
    for person in (city.owner, city.partner, city.vendor, city.auditor, city.police, city.observer):
        assert len(await person.ids("organisations")) == 5
    for person in (city.owner, city.partner, city.vendor, city.auditor):
        assert len(await person.ids("areas")) == 4


async def test_owners_see_their_own_and_placers_all_places(city: City) -> None:
    await city.vendor.put("cameras/of-kpu", camera())
    await city.partner.put("cameras/of-plaza", camera("gate", vendor=None))
    await city.other_vendor.put("cameras/of-rival", camera("gate", vendor="rival"))
    assert await city.owner.ids("sites") == ["tps-1"]
    assert await city.owner.ids("zones") == ["hall", "office"]
    assert await city.owner.ids("cameras") == ["of-kpu"]
    assert await city.vendor.ids("zones") == ["gate", "hall", "office"]
    assert await city.vendor.ids("cameras") == ["of-kpu"]
    assert await city.partner.ids("sites") == ["mall", "tps-1"]
    assert await city.partner.ids("cameras") == ["of-plaza", "of-rival"]
    assert (await city.owner.get("sites/mall", 403))["reason"] == "not-yours"
    assert (await city.owner.get("zones/gate", 403))["reason"] == "not-yours"
    assert (await city.vendor.get("cameras/of-rival", 403))["reason"] == "not-yours"


async def test_only_the_operator_writes_organisations_and_areas(city: City) -> None:
    for person in (city.owner, city.partner, city.vendor, city.auditor, city.police):
        await person.put("organisations/new", {"name": "New", "kind": "agency"}, 403)
        await person.put("areas/32", {"name": "Jawa Barat", "level": "province"}, 403)
        await person.delete("areas/31", 403)
        await person.delete("organisations/kpu", 403)


async def test_places_are_their_owners_alone(city: City) -> None:
    for person in (city.other_owner, city.partner, city.vendor, city.operator, city.auditor):
        await person.put("sites/tps-1", site("kpu", name="Mine"), 403)
        await person.put("zones/office", zone("tps-1", private=False), 403)
        await person.delete("zones/office", 403)
        await person.delete("sites/tps-1", 403)
    assert (await city.owner.get("zones/office"))["private"] is True


async def test_nobody_takes_a_place_by_putting_it_under_their_own(city: City) -> None:
    await city.other_owner.put("sites/tps-1", site("dishub"), 403)
    await city.other_owner.put("sites/dishub-1", site("dishub"), 201)
    await city.other_owner.put("zones/office", zone("dishub-1", private=False), 403)


async def test_a_zone_put_without_the_flag_is_private_again(city: City) -> None:
    assert (await city.owner.put("zones/hall", zone("tps-1")))["private"] is True


async def test_vendors_write_their_cameras_and_no_others(city: City) -> None:
    await city.vendor.put("cameras/c1", camera(), 201)
    assert (await city.other_vendor.put("cameras/c1", camera(vendor="rival"), 403))["reason"] == "not-yours"
    await city.other_vendor.delete("cameras/c1", 403)
    await city.vendor.put("cameras/c2", camera(vendor="rival"), 403)
    await city.vendor.put("cameras/c2", camera(vendor=None), 403)
    await city.owner.put("cameras/c3", camera(vendor=None), 201)
    await city.vendor.put("cameras/c3", camera(), 403)


async def test_owners_write_cameras_at_their_sites_and_nowhere_else(city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    await city.owner.put("cameras/c1", camera(vendor="rival"), 200)
    await city.vendor.put("cameras/c1", camera(), 403)
    await city.other_vendor.put("cameras/c1", camera(vendor="rival"), 200)
    await city.other_owner.put("cameras/c1", camera(), 403)
    await city.owner.put("cameras/c1", camera("gate"), 403)
    await city.partner.put("cameras/c2", camera("gate", vendor=None), 201)
    for person in (city.operator, city.auditor, city.police):
        await person.put("cameras/c4", camera(), 403)
    await city.owner.delete("cameras/c1")


async def test_only_the_owner_moves_a_camera_out_of_a_private_zone(city: City) -> None:
    await city.vendor.put("cameras/c1", camera("office"))
    assert (await city.vendor.put("cameras/c1", camera("hall"), 403))["reason"] == "private-zone"
    await city.owner.put("cameras/c1", camera("hall"), 200)
    await city.vendor.put("cameras/c1", camera("office"), 200)
