"""What the bus is told: every change of what a camera's record or source says, and nothing else."""

from integration.registry.kept_plane import KeptPlane
from integration.registry.people import STREAM, City, camera, site, zone
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import SiteKind, Transport


async def test_a_new_camera_is_told_whole(city: City, bus: KeptPlane) -> None:
    streams = [
        {"name": "main", "url": "rtsps://[2001:db8::1]:322/1", "transport": "tcp"},
        {"name": "sub", "url": "rtsp://cam.example/2"},
    ]
    device = {"url": "http://cam.example/onvif/device_service", "events": True, "main_profile": "p1"}
    body = camera(streams=streams, motion_analytics=True, latitude=-6.2, longitude=106.8, onvif=device)
    assert (await city.vendor.put("cameras/c1", body, 201))["version"] == 1
    record = await bus.record_of_version(city.tenant, "c1", 1)
    assert (record.owner, record.vendor, record.name) == ("kpu", "nusantara", "Camera")
    assert (record.site.id, record.site.kind) == ("tps-1", SiteKind.TPS)
    assert (record.zone.id, record.zone.kind, record.zone.private) == ("hall", "entrance", False)
    assert record.areas == ("31", "31.71", "31.71.01", "31.71.01.1001")
    assert record.streams == (StreamName.MAIN, StreamName.SUB)
    assert (record.latitude, record.longitude) == (-6.2, 106.8)
    assert (record.motion_analytics, record.enabled, record.removed) == (True, True, False)
    source = await bus.source_of_version(city.tenant, "c1", 1)
    assert [stream.url for stream in source.streams] == [stream["url"] for stream in streams]
    assert [stream.transport for stream in source.streams] == [Transport.TCP, Transport.AUTO]
    assert source.onvif is not None
    assert (source.onvif.url, source.onvif.events) == (device["url"], True)
    assert (source.onvif.main_profile, source.onvif.sub_profile) == ("p1", None)
    assert (await city.vendor.get("cameras/c1"))["onvif"] == device | {"sub_profile": None}
    elsewhere = body | {"onvif": device | {"url": "http://192.0.2.66/"}}
    refused = await city.vendor.ask("PUT", "cameras/c1", elsewhere)
    assert (refused.status_code, refused.json()["reason"]) == (422, "other-host")


async def test_the_same_put_again_tells_nothing(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    await bus.source_of_version(city.tenant, "c1", 1)
    places = await bus.places(city.tenant, "c1")
    assert (await city.vendor.put("cameras/c1", camera(), 200))["version"] == 1
    await city.owner.put("zones/hall", zone("tps-1", private=False), 200)
    await city.owner.put("sites/tps-1", site("kpu"), 200)
    await city.vendor.put("cameras/mark", camera())
    await bus.source_of_version(city.tenant, "mark", 1)
    assert await bus.places(city.tenant, "c1") == places


async def test_a_change_tells_only_what_it_changed(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    renamed = await city.vendor.put("cameras/c1", camera(name="Renamed"))
    assert renamed["version"] == 2
    assert (await bus.record_of_version(city.tenant, "c1", 2)).name == "Renamed"
    source = await bus.source(city.tenant, "c1")
    assert source is not None
    assert source.version == 1
    moved = [STREAM | {"url": "rtsp://192.0.2.11/stream1"}]
    await city.vendor.put("cameras/c1", camera(name="Renamed", streams=moved))
    assert (await bus.source_of_version(city.tenant, "c1", 3)).streams[0].url == moved[0]["url"]
    record = await bus.record(city.tenant, "c1")
    assert record is not None
    assert record.version == 2


async def test_a_zone_made_private_tells_its_cameras_and_no_others(city: City, bus: KeptPlane) -> None:
    for key, where in (("c1", "hall"), ("c2", "hall"), ("c3", "office")):
        await city.vendor.put(f"cameras/{key}", camera(where))
    await bus.source_of_version(city.tenant, "c3", 1)
    places = await bus.places(city.tenant, "c3")
    await city.owner.put("zones/hall", zone("tps-1", private=True))
    for key in ("c1", "c2"):
        assert (await bus.record_of_version(city.tenant, key, 2)).zone.private is True
    await city.vendor.put("cameras/mark", camera("office"))
    await bus.source_of_version(city.tenant, "mark", 1)
    assert await bus.places(city.tenant, "c3") == places
    assert (await city.vendor.get("cameras/c3"))["version"] == 1


async def test_a_renamed_site_tells_its_cameras_but_its_address_is_its_own(
    city: City, bus: KeptPlane
) -> None:
    await city.vendor.put("cameras/c1", camera())
    await city.owner.put("sites/tps-1", site("kpu", address="Jl. Besuki 1"))
    assert (await city.vendor.get("cameras/c1"))["version"] == 1
    await city.owner.put("sites/tps-1", site("kpu", address="Jl. Besuki 1", name="TPS 012"))
    assert (await bus.record_of_version(city.tenant, "c1", 2)).site.name == "TPS 012"


async def test_a_removed_camera_leaves_a_mark_without_its_address(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera(credentials={"username": "u", "password": "p"}))
    await city.vendor.delete("cameras/c1")
    assert (await bus.record_of_version(city.tenant, "c1", 2)).removed is True
    source = await bus.source_of_version(city.tenant, "c1", 2)
    assert (source.removed, source.streams, source.sealed_credentials) == (True, (), None)
    await city.vendor.get("cameras/c1", 404)


async def test_a_camera_that_returns_goes_on_counting(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    await city.vendor.delete("cameras/c1")
    assert (await city.vendor.put("cameras/c1", camera(), 201))["version"] == 3
    record = await bus.record_of_version(city.tenant, "c1", 3)
    assert record.removed is False


async def test_how_a_camera_is_recorded_is_told_and_stays_when_it_is_left_out(
    city: City, bus: KeptPlane
) -> None:
    policy = {"mode": "event", "pre_roll_seconds": 5, "retention_hours": 168, "purpose": "election"}
    await city.vendor.put("cameras/c1", camera(), 201)
    refused = await city.vendor.ask("PUT", "cameras/c1", camera(recording=policy))
    assert (refused.status_code, refused.json()["reason"]) == (403, "owner-decides")
    await city.owner.put("cameras/c1", camera(recording=policy), 200)
    told = (await bus.source_of_version(city.tenant, "c1", 2)).recording
    assert told is not None
    assert (told.mode, told.pre_roll_seconds, told.retention_hours) == ("event", 5, 168)
    assert told.sound is False  # as long as nobody says so
    await city.owner.put("cameras/c1", camera(recording=policy | {"sound": True}), 200)
    heard = (await bus.source_of_version(city.tenant, "c1", 3)).recording
    assert heard is not None
    assert heard.sound is True
    assert (await city.vendor.put("cameras/c1", camera(name="Other"), 200))["recording"]["mode"] == "event"
    wrong = await city.owner.ask("PUT", "cameras/c1", camera(recording=policy | {"pre_roll_seconds": 90}))
    assert wrong.status_code == 422
