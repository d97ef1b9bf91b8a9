"""Who made a zone private or shareable: the owner alone; each change is kept and told to the audit plane."""

import httpx
import nats
import pytest

from integration.registry.imports.sending import NDJSON, counts, errors_of, imported, ndjson
from integration.registry.people import City, Person, camera, zone
from integration.registry.waiting import until
from lokus_proto import subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.jetstream import AUDIT
from lokus_proto.v1.zone_privacy import ZonePrivacyChanged
from support.engines import NatsServer
from support.identity import Issuer


async def changes(person: Person, of_zone: str, query: str = "") -> list[tuple[int, bool]]:
    """Numbers and values of the changes that somebody is shown."""
    items = (await person.get(f"zones/{of_zone}/privacy-changes{query}"))["items"]
    return [(item["number"], item["private"]) for item in items]


async def test_every_change_is_kept_with_who_and_why(city: City) -> None:
    await city.owner.put("zones/hall", zone("tps-1", private=True, reason="counting begins"))
    await city.owner.put("zones/hall", zone("tps-1", private=True, name="Hall", reason="only a name"))
    page = await city.owner.get("zones/hall/privacy-changes")
    assert [(item["number"], item["private"]) for item in page["items"]] == [(1, False), (2, True)]
    last = page["items"][-1]
    assert (last["by"], last["organisation"], last["reason"]) == ("somebody@kpu", "kpu", "counting begins")
    assert (last["zone"], last["site"]) == ("hall", "tps-1")
    assert await changes(city.owner, "office") == []


async def test_pages_of_changes_follow_each_other(city: City) -> None:
    for private in (True, False):
        await city.owner.put("zones/hall", zone("tps-1", private=private))
    assert await changes(city.owner, "hall", "?limit=2") == [(1, False), (2, True)]
    assert (await city.owner.get("zones/hall/privacy-changes?limit=2"))["next"] == "2"
    assert await changes(city.owner, "hall", "?limit=2&after=2") == [(3, False)]
    for query in ("after=hall", "after=-1", "after=99999999999", "limit=0"):
        await city.owner.get(f"zones/hall/privacy-changes?{query}", 422)


async def test_nobody_but_the_owner_changes_it_and_an_attempt_leaves_no_trace(
    city: City, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    twin = await City(f"{city.tenant}-twin", http, issuer).build()
    strangers = [city.operator, city.other_owner, city.partner, city.vendor, city.other_vendor]
    strangers += [city.police, city.observer, city.auditor]
    for person in strangers:
        await person.put("zones/hall", zone("tps-1", private=True), 403)
    await twin.owner.put("zones/hall", zone("tps-1", private=True))
    assert (await city.owner.get("zones/hall"))["private"] is False
    assert await changes(city.owner, "hall") == [(1, False)]
    assert await changes(twin.owner, "hall") == [(1, False), (2, True)]


async def test_the_history_is_the_owners_and_of_those_who_see_all(
    city: City, http: httpx.AsyncClient, issuer: Issuer
) -> None:
    for person in (city.owner, city.auditor, city.operator):
        assert await changes(person, "hall") == [(1, False)]
    for person in (city.other_owner, city.partner, city.vendor, city.police, city.observer):
        await person.get("zones/hall/privacy-changes", 403)
    twin = City(f"{city.tenant}-twin", http, issuer)
    await twin.auditor.get("zones/hall/privacy-changes", 404)


async def test_the_history_stays_when_the_zone_goes(city: City) -> None:
    await city.owner.delete("zones/hall")
    for person in (city.owner, city.auditor):
        assert await changes(person, "hall") == [(1, False)]
    await city.other_owner.get("zones/hall/privacy-changes", 404)


@pytest.mark.parametrize("kind", ["meeting_room", "commissioners_room", "Meeting Room"])
async def test_where_an_election_body_deliberates_is_never_shareable(city: City, kind: str) -> None:
    problem = await city.owner.put("zones/new", zone("tps-1", kind=kind, private=False), 422)
    assert problem["reason"] == "always-private"
    await city.owner.put("zones/new", zone("tps-1", kind=kind), 201)
    problem = await city.owner.put("zones/new", zone("tps-1", kind=kind, private=False), 422)
    assert problem["reason"] == "always-private"
    problem = await city.owner.put("zones/hall", zone("tps-1", kind=kind, private=False), 422)
    assert problem["reason"] == "always-private"
    assert (await city.owner.get("zones/new"))["private"] is True


@pytest.mark.parametrize("private", [True, False])
async def test_a_room_where_it_deliberates_does_not_become_another(city: City, *, private: bool) -> None:
    problem = await city.owner.put("zones/office", zone("tps-1", kind="entrance", private=private), 422)
    assert problem["reason"] == "always-private"
    assert "register a new zone" in problem["detail"]
    await city.owner.put("zones/office", zone("tps-1", kind="Commissioners Room"))
    await city.owner.put("zones/office", zone("tps-1", kind="entrance", private=private), 422)
    found = await city.owner.get("zones/office")
    assert (found["kind"], found["private"]) == ("Commissioners Room", True)


async def test_nor_does_an_import_make_it_another(city: City) -> None:
    rows: list[dict[str, object]] = [
        {"id": "office", "kind": "entrance", "private": False},
        {"id": "office", "kind": "entrance"},
        {"id": "hall", "kind": "meeting_room", "private": True},
        {"id": "hall", "kind": "entrance", "private": False},
    ]
    job = await imported(city.owner, "collection=zones&mode=update", ndjson(rows), NDJSON)
    assert counts(job) == (0, 1, 0, 3)
    errors = await errors_of(city.owner, job)
    assert [(line, "private for ever" in detail) for line, _, detail in errors] == [
        (1, True),
        (2, True),
        (4, True),
    ]
    for key in ("office", "hall"):
        found = await city.owner.get(f"zones/{key}")
        assert (found["kind"], found["private"]) == ("meeting_room", True)


async def test_a_zone_registered_anew_under_its_id_takes_no_camera_along(city: City) -> None:
    await city.vendor.put("cameras/c1", camera("office"))
    await city.vendor.put("cameras/c2", camera("office"))
    assert (await city.owner.delete("zones/office", 409)).json()["reason"] == "in-use"
    assert (await city.owner.ask("POST", "cameras/c1/retire", {"reason": "gone"})).is_success
    assert (await city.owner.delete("zones/office", 409)).json()["in_use"] == {"cameras": 2}
    await city.vendor.delete("cameras/c1")
    await city.vendor.put("cameras/c2", camera("hall"), 403)
    await city.owner.put("cameras/c2", camera("hall"))
    await city.owner.delete("zones/office")
    await city.owner.put("zones/office", zone("tps-1", kind="entrance", private=False), 201)
    await city.vendor.get("cameras/c1", 404)
    moved = await city.vendor.get("cameras/c2")
    assert (moved["zone"], moved["life"]) == ("hall", "registered")


async def test_each_change_is_told_to_the_audit_plane(city: City, nats_server: NatsServer) -> None:
    await city.owner.put("zones/hall", zone("tps-1", private=True, reason="counting begins"))
    client = await nats.connect(nats_server.url)
    try:
        jetstream = client.jetstream(timeout=5)
        subject = subjects.zone_privacy_changed(city.tenant, "hall")

        async def told() -> ZonePrivacyChanged | None:
            try:
                kept = await jetstream.get_last_msg(AUDIT.name, subject)
            except nats.js.errors.NotFoundError:
                return None
            change = open_envelope(kept.data or b"", ZonePrivacyChanged).data
            return change if change.number == 2 else None

        change = await until(told)
    finally:
        await client.close()
    assert (change.zone, change.site, change.private) == ("hall", "tps-1", True)
    assert (change.by, change.organisation, change.reason) == ("somebody@kpu", "kpu", "counting begins")
