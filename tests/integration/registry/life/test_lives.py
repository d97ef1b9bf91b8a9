"""A camera's life at a real registry: who moves it on, what the bus is told, what its history tells."""

import pytest

from integration.registry.kept_plane import KeptPlane
from integration.registry.life.living import life, probe, review, serve, take
from integration.registry.people import STREAM, City, camera

OTHER_STREAM = {"name": "main", "url": "rtsp://192.0.2.66:554/meeting-room"}


async def test_a_camera_goes_from_registration_to_service_and_is_shared_then(
    city: City, bus: KeptPlane
) -> None:
    registered = await city.vendor.put("cameras/c1", camera())
    assert registered["life"] == "registered"
    assert not (await bus.record_of_version(city.tenant, "c1", 1)).in_service
    await probe(city, bus)
    await review(city.vendor)
    accepted = await take(city.owner, "accept", reason="as ordered", test_waived="seen")
    assert accepted["possible"] == ["refuse", "put-in-service", "retire"]
    served = await take(city.owner, "put-in-service")
    assert served["state"] == "in_service"
    assert (await bus.record_of_version(city.tenant, "c1", 2)).in_service
    told = [(edge["verb"], edge["by"], edge["organisation"], edge["reason"]) for edge in served["history"]]
    owner = served["by"]
    picture = (await city.owner.get("cameras/c1/placement"))["secrecy_check"]["snapshot"]
    assert told == [
        ("put-in-service", owner, "kpu", None),
        ("accept", owner, "kpu", "as ordered; acceptance test waived: seen"),
        ("check-secrecy", registered_by(served), "nusantara", f"clean, picture {picture}: looked at by two"),
        ("probe", "platform", None, "h264 1280x720"),
        ("register", registered_by(served), "nusantara", None),
    ]
    assert await life(city.vendor) == served
    assert (await city.vendor.get("cameras/c1"))["life"] == "in_service"
    assert await city.owner.ids("cameras?life=in_service") == ["c1"]
    assert await city.owner.ids("cameras?life=retired") == []


def registered_by(told: dict[str, object]) -> object:
    history = told["history"]
    assert isinstance(history, list)
    return history[-1]["by"]


async def test_maintenance_keeps_it_shared_and_is_the_vendors_as_well(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    await serve(city, bus, city.owner)
    await take(city.vendor, "start-maintenance", reason="lens")
    record = await bus.record(city.tenant, "c1")
    assert record is not None
    assert record.in_service
    await take(city.vendor, "end-maintenance", reason="lens cleaned")
    assert (await life(city.owner))["state"] == "in_service"


async def test_a_refused_camera_waits_for_other_pictures(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    await probe(city, bus)
    refused = await take(city.owner, "refuse", reason="shows the ballots")
    assert (refused["state"], refused["reason"]) == ("registered", "shows the ballots")
    await probe(city, bus)


async def test_a_retired_camera_is_pulled_by_nobody_for_good(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    await serve(city, bus, city.owner)
    await take(city.vendor, "retire", reason="broken")
    source = await bus.source_of_version(city.tenant, "c1", 3)
    record = await bus.record(city.tenant, "c1")
    assert record is not None
    assert (source.enabled, record.enabled, record.in_service) == (False, False, False)
    refusal = await take(city.owner, "put-in-service", 409)
    assert (refusal["reason"], refusal["legal"]) == ("illegal-edge", [])


async def test_who_moves_it_on_may_name_the_camera_that_they_have_read(city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    read = (await city.owner.ask("GET", "cameras/c1")).headers["etag"]
    await city.vendor.put("cameras/c1", camera(streams=[OTHER_STREAM]))
    fresh = (await city.owner.ask("GET", "cameras/c1")).headers["etag"]
    for tag, status in ((read, 412), (fresh, 200)):
        answer = await city.owner.ask("POST", "cameras/c1/retire", {"reason": "old"}, {"If-Match": tag})
        assert answer.status_code == status, answer.text


async def test_an_edge_that_does_not_lead_on_is_told_with_those_that_do(city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    refusal = await take(city.owner, "accept", 409)
    assert (refusal["reason"], refusal["state"], refusal["legal"]) == (
        "illegal-edge",
        "registered",
        ["retire"],
    )


async def test_a_vendor_cannot_slip_another_picture_into_a_shared_camera(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    await serve(city, bus, city.owner)
    moved = await city.vendor.put("cameras/c1", camera(streams=[OTHER_STREAM]))
    assert moved["life"] == "registered"
    assert not (await bus.record_of_version(city.tenant, "c1", 3)).in_service
    await probe(city, bus)
    await take(city.vendor, "accept", 403)
    assert (await life(city.vendor))["history"][1]["reason"] == "streams changed"


async def test_a_second_camera_on_the_same_address_is_shared_only_if_its_owner_accepts_it(
    city: City, bus: KeptPlane
) -> None:
    await city.owner.put("cameras/room", camera("office", streams=[STREAM]))
    await city.vendor.put("cameras/spy", camera("hall", streams=[STREAM]))
    await probe(city, bus, "spy")
    await take(city.vendor, "accept", 403, "spy")
    record = await bus.record(city.tenant, "spy")
    assert record is not None
    assert not record.in_service


@pytest.mark.parametrize(
    ("who", "verb"),
    [
        ("vendor", "accept"),
        ("vendor", "put-in-service"),
        ("operator", "accept"),
        ("other_vendor", "retire"),
        ("other_owner", "retire"),
        ("partner", "accept"),
        ("police", "start-maintenance"),
        ("auditor", "refuse"),
    ],
)
async def test_nobody_takes_an_edge_that_is_anothers(city: City, who: str, verb: str) -> None:
    await city.vendor.put("cameras/c1", camera())
    await take(getattr(city, who), verb, 403, reason="mine")
    assert (await life(city.vendor))["state"] == "registered"


async def test_a_life_is_read_by_its_own_and_is_not_there_in_another_tenant(
    city: City, other_city: City
) -> None:
    await city.vendor.put("cameras/c1", camera())
    for person in (city.owner, city.vendor, city.operator, city.auditor):
        await person.get("cameras/c1/life")
    for person in (city.other_vendor, city.other_owner, city.police):
        await person.get("cameras/c1/life", 403)
    for person in (other_city.owner, other_city.vendor, other_city.operator):
        await person.get("cameras/c1/life", 404)
    await take(other_city.owner, "retire", 404, reason="mine")


async def test_a_reason_is_asked_for_where_somebody_is_let_down(city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    assert "reason" in (await take(city.owner, "retire", 422))["detail"]
