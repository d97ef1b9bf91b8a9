"""ETag and If-Match (RFC 9110, sections 8.8.3 and 13.1): no writer undoes what it has not read."""

from typing import Any

from integration.registry.people import City, Person, camera, site, zone


def _things(city: City) -> list[tuple[Person, str, dict[str, Any]]]:
    return [
        (city.operator, "organisations/polda", {"name": "Polda", "kind": "police"}),
        (city.operator, "areas/31.72", {"name": "Jakarta Utara", "level": "regency", "parent": "31"}),
        (city.owner, "sites/tps-2", site("kpu")),
        (city.owner, "zones/yard", zone("tps-1")),
        (city.vendor, "cameras/c1", camera()),
    ]


async def test_a_stale_tag_stops_change_and_removal_of_every_collection(city: City) -> None:
    for person, path, body in _things(city):
        created = await person.ask("PUT", path, body, {"If-None-Match": "*"})
        assert created.status_code == 201, created.text
        stale = created.headers["etag"]
        assert (await person.ask("GET", path)).headers["etag"] == stale
        renamed = body | {"name": "Another"}
        changed = await person.ask("PUT", path, renamed, {"If-Match": stale})
        assert changed.status_code == 200, changed.text
        for method, sent in (("PUT", body), ("DELETE", None)):
            refused = await person.ask(method, path, sent, {"If-Match": stale})
            assert (refused.status_code, refused.json()["reason"]) == (412, "changed")
        assert (await person.get(path))["name"] == "Another"
        gone = await person.ask("DELETE", path, None, {"If-Match": changed.headers["etag"]})
        assert gone.status_code == 204, gone.text


async def test_a_thing_that_is_there_is_not_made_again(city: City) -> None:
    refused = await city.owner.ask("PUT", "sites/tps-1", site("kpu"), {"If-None-Match": "*"})
    assert (refused.status_code, refused.json()["reason"]) == (412, "exists")


async def test_any_other_if_none_match_is_refused_as_bad_input(city: City) -> None:
    refused = await city.owner.ask("PUT", "sites/tps-1", site("kpu"), {"If-None-Match": '"abc"'})
    assert refused.status_code == 400
