"""Holds over HTTP: who may place and lift them, and what ingest is told with the camera's source."""

from datetime import UTC, datetime
from typing import Any

from integration.registry.kept_plane import KeptPlane
from integration.registry.people import City, Person, camera
from integration.registry.waiting import until
from lokus_proto.v1.camera import CameraSource

MORNING = "2026-02-14T07:00:00+07:00"
NOON = "2026-02-14T12:00:00+07:00"


def wish(**more: Any) -> dict[str, Any]:
    """The body of a hold on the camera `c1`."""
    case = {"reason": "Laporan kehilangan", "case_reference": "LP/B/118/II/2026/SPKT"}
    return {"camera": "c1", "from": MORNING, "until": NOON} | case | more


async def place(person: Person, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
    answer = await person.ask("POST", "recording-holds", body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def lift(person: Person, hold: str, status: int = 200) -> dict[str, Any]:
    answer = await person.ask("POST", f"recording-holds/{hold}/lift", {"reason": "Perkara selesai"})
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def told(bus: KeptPlane, city: City, *holds: str, removed: bool = False) -> CameraSource:
    """The source of `c1`, once it tells of these holds and no others, and whether the camera is gone."""

    async def ask() -> CameraSource | None:
        source = await bus.source(city.tenant, "c1")
        if source is None or source.removed is not removed:
            return None
        return source if [hold.id for hold in source.holds] == [*holds] else None

    return await until(ask)


async def test_a_hold_is_told_to_ingest_until_it_is_lifted_and_both_are_kept(
    city: City, bus: KeptPlane
) -> None:
    await city.vendor.put("cameras/c1", camera())
    version = (await told(bus, city)).version
    placed = await place(city.owner, wish())
    source = await told(bus, city, placed["id"])
    assert source.holds[0].start == datetime(2026, 2, 14, tzinfo=UTC)
    assert source.holds[0].end == datetime(2026, 2, 14, 5, tzinfo=UTC)
    assert "kehilangan" not in source.model_dump_json()
    assert source.version == version
    await city.vendor.put("cameras/c1", camera(name="Renamed", enabled=False))
    changed = await bus.source_of_version(city.tenant, "c1", version + 1)
    assert (changed.enabled, changed.holds) == (False, source.holds)
    lifted = await lift(city.owner, placed["id"])
    assert (await told(bus, city)).holds == ()
    assert (placed["open"], lifted["open"]) == (True, False)
    assert lifted["placed_by"] and lifted["lifted_by"] and lifted["lift_reason"] == "Perkara selesai"
    assert await city.owner.get(f"recording-holds/{placed['id']}") == lifted
    assert (await place(city.owner, {}, 422))["detail"]
    refused = await city.owner.ask("POST", f"recording-holds/{placed['id']}/lift", {"reason": "again"})
    assert (refused.status_code, refused.json()["reason"]) == (409, "lifted")


async def test_only_the_owner_of_the_camera_holds_and_lifts(city: City, other_city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    others = (city.operator, city.vendor, city.other_owner, city.partner, city.auditor, city.police)
    for person in others:
        await place(person, wish(), 403)
    held = await place(city.owner, wish())
    for person in others:
        await lift(person, held["id"], 403)
    for person in (city.vendor, city.other_owner, city.partner, city.police, city.observer):
        await person.get(f"recording-holds/{held['id']}", 403)
    for person in (city.operator, city.auditor, city.owner):
        assert await person.ids("recording-holds?camera=c1&open=true") == [held["id"]]
    for person in (city.other_owner, city.partner):
        assert await person.ids("recording-holds") == []
    await other_city.vendor.put("cameras/c1", camera())
    await other_city.owner.get(f"recording-holds/{held['id']}", 404)
    await lift(other_city.owner, held["id"], 404)
    assert await other_city.owner.ids("recording-holds?camera=c1") == []
    await lift(city.owner, held["id"])


async def test_a_hold_that_is_sent_again_stands_once_and_bad_ranges_are_told(city: City) -> None:
    await city.vendor.put("cameras/c1", camera())
    first = await place(city.owner, wish())
    assert (await place(city.owner, wish(), 200))["id"] == first["id"]
    ahead = await place(city.owner, wish(until="2099-01-01T00:00:00Z"))
    open_end = await place(city.owner, wish(until=None))
    assert open_end["until"] is None
    for until_ in (MORNING, "2026-02-14T06:00:00+07:00", "2026-02-14T07:00:00.5+07:00"):
        assert (await place(city.owner, wish(until=until_), 422))["detail"].startswith("until:")
    await place(city.owner, wish(camera="c9"), 404)
    await place(city.owner, wish(reason=" "), 422)
    await place(city.owner, wish(**{"from": "2026-02-14"}), 422)
    await lift(city.owner, first["id"])
    assert await city.owner.ids("recording-holds?open=true") == [ahead["id"], open_end["id"]]
    assert await city.owner.ids("recording-holds?open=false") == [first["id"]]
    page = await city.owner.get("recording-holds?limit=1")
    assert page["next"] == first["id"]
    assert (await place(city.owner, wish()))["id"] != first["id"]


async def test_a_hold_outlives_its_camera(city: City, bus: KeptPlane) -> None:
    await city.vendor.put("cameras/c1", camera())
    held = await place(city.owner, wish())
    await city.owner.delete("cameras/c1")
    await told(bus, city, held["id"], removed=True)
    await lift(city.other_owner, held["id"], 403)
    await city.owner.get(f"recording-holds/{held['id']}")
    again = await city.owner.put(
        "cameras/c1", {**camera(), "recording": {"mode": "off", "retention_hours": 720}}
    )
    assert (await told(bus, city, held["id"])).version == again["version"]
    await city.owner.delete("cameras/c1")
    await lift(city.owner, held["id"])
    gone = await told(bus, city, removed=True)
    assert gone.streams == ()
    assert gone.recording is not None
    assert gone.recording.retention_hours == 720
    assert gone.version == again["version"] + 1
