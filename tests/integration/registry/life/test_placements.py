"""How cameras are placed, and the check without which none looks into a polling station."""

import pytest

from integration.registry.kept_plane import KeptPlane
from integration.registry.life.living import life, probe, review, serve, take
from integration.registry.people import City, Person, camera

JPEG = b"\xff\xd8\xff\xe0 a picture of the hall"
PLACEMENT = {"aim": "the ballot boxes, from the door", "must_not_see": ["the voting booths"]}


async def _snapshot(person: Person, content: bytes = JPEG, media_type: str = "image/jpeg") -> str:
    return str((await person.put_file(content, media_type))["id"])


async def test_a_placement_is_read_as_it_was_written(city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    snapshot = await _snapshot(city.vendor)
    check = {"snapshot": snapshot, "verdict": "clean", "note": "booths out of sight"}
    written = await city.vendor.put("cameras/c1/placement", PLACEMENT | {"secrecy_check": check})
    assert await city.owner.get("cameras/c1/placement") == written
    assert (written["aim"], written["must_not_see"]) == (PLACEMENT["aim"], PLACEMENT["must_not_see"])
    assert written["secrecy_check"] | check == written["secrecy_check"]
    assert written["secrecy_check"]["by"] == written["by"]
    for reader in (city.owner, city.vendor, city.auditor):
        assert (await reader.ask("GET", "cameras/c1/placement/snapshot")).content == JPEG


async def test_at_a_polling_station_acceptance_waits_for_a_clean_picture(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    await probe(city, bus)
    assert (await take(city.owner, "accept", 409, test_waived="seen"))["reason"] == "secrecy-check-needed"
    await review(city.vendor, "not_clean")
    assert (await take(city.owner, "accept", 409, test_waived="seen"))["reason"] == "secrecy-check-failed"
    await review(city.vendor)
    await take(city.owner, "accept", test_waived="seen")
    await take(city.owner, "refuse", reason="moved by the wind")
    await probe(city, bus)
    assert (await take(city.owner, "accept", 409, test_waived="seen"))["reason"] == "secrecy-check-needed"


async def test_the_owner_judges_the_picture_that_the_vendor_brought(city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    check = {"snapshot": await _snapshot(city.vendor), "verdict": "clean"}
    await city.owner.put("cameras/c1/placement", PLACEMENT | {"secrecy_check": check}, 422)
    await city.vendor.put("cameras/c1/placement", PLACEMENT | {"secrecy_check": check})
    judged = check | {"verdict": "not_clean", "note": "the booth is in it"}
    await city.owner.put("cameras/c1/placement", PLACEMENT | {"secrecy_check": judged})
    assert (await city.vendor.get("cameras/c1/placement"))["secrecy_check"]["verdict"] == "not_clean"


async def test_a_vendor_neither_replaces_nor_drops_the_verdict_of_the_owner(city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    await review(city.owner, "not_clean")
    kept = (await city.owner.get("cameras/c1/placement"))["secrecy_check"]
    assert (kept["verdict"], kept["organisation"]) == ("not_clean", "kpu")
    same = {name: kept[name] for name in ("snapshot", "verdict", "note")}
    other = {"snapshot": await _snapshot(city.vendor), "verdict": "clean"}
    refusal = await city.vendor.put("cameras/c1/placement", PLACEMENT | {"secrecy_check": other}, 403)
    assert refusal["reason"] == "owner-has-checked"
    for body in (PLACEMENT, PLACEMENT | {"secrecy_check": same}):
        assert (await city.vendor.put("cameras/c1/placement", body))["secrecy_check"] == kept
    await review(city.owner)
    assert (await city.vendor.get("cameras/c1/placement"))["secrecy_check"]["verdict"] == "clean"
    told = [(each["verb"], each["organisation"]) for each in (await life(city.owner))["history"]]
    assert told == [("check-secrecy", "kpu"), ("check-secrecy", "kpu"), ("register", "nusantara")]


async def test_what_the_owner_finds_not_clean_is_shared_no_more_at_once(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    await serve(city, bus, city.owner)
    await take(city.vendor, "start-maintenance", reason="turned a little")
    await review(city.owner, "not_clean")
    assert not (await bus.record_of_version(city.tenant, "c1", 3)).in_service
    found = await life(city.vendor)
    assert (found["state"], found["reason"]) == ("registered", "secrecy check: not clean")
    assert [each["verb"] for each in found["history"][:2]] == ["refuse", "check-secrecy"]
    await take(city.vendor, "end-maintenance", 409, reason="all is well")
    await probe(city, bus)
    assert (await take(city.owner, "accept", 409, test_waived="seen"))["reason"] == "secrecy-check-failed"


async def test_at_a_polling_station_none_comes_into_service_unless_clean(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    await probe(city, bus)
    await review(city.vendor)
    await take(city.owner, "accept", test_waived="seen")
    await review(city.vendor, "not_clean")
    assert (await take(city.owner, "put-in-service", 409))["reason"] == "secrecy-check-failed"
    await review(city.vendor)
    await take(city.owner, "put-in-service")
    await take(city.vendor, "start-maintenance", reason="lens")
    await review(city.vendor, "not_clean")
    refusal = await take(city.vendor, "end-maintenance", 409, reason="cleaned")
    assert refusal["reason"] == "secrecy-check-failed"
    await review(city.vendor)
    await take(city.vendor, "end-maintenance", reason="cleaned")


async def test_what_is_no_picture_is_not_reviewed(city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    check = {"snapshot": await _snapshot(city.vendor, b"trust me", "text/plain"), "verdict": "clean"}
    refusal = await city.vendor.put("cameras/c1/placement", PLACEMENT | {"secrecy_check": check}, 422)
    assert refusal["reason"] == "no-picture"


@pytest.mark.parametrize("who", ["other_vendor", "other_owner", "operator", "auditor", "police"])
async def test_only_vendor_and_owner_write_a_placement(city: City, who: str) -> None:
    await city.vendor.put("cameras/c1", camera())
    await getattr(city, who).put("cameras/c1/placement", PLACEMENT, 403)


async def test_a_placement_is_not_there_for_others(city: City, other_city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    await city.vendor.get("cameras/c1/placement", 404)
    await review(city.vendor)
    for path in ("cameras/c1/placement", "cameras/c1/placement/snapshot"):
        await city.other_vendor.get(path, 403)
        await other_city.owner.get(path, 404)
    await other_city.vendor.put("cameras/c1/placement", PLACEMENT, 404)
