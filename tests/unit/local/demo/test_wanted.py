"""The demo city holds together: everything refers to something earlier, in the name of whose it is."""

from lokus_local.demo.city import WEAK_VENDOR
from lokus_local.demo.wanted import Feeds, wanted_things
from lokus_local.issuer.identities import find_identity

FEEDS = Feeds("rtsp://h:1", "rtsp://weak:1", "password")
_REFERENCES = {"areas": "parent", "sites": "area", "zones": "site", "cameras": "zone"}
_TARGETS = {"areas": "areas", "sites": "areas", "zones": "sites", "cameras": "zones"}


def test_everything_refers_to_something_earlier() -> None:
    known: set[tuple[str, str]] = set()
    for thing in wanted_things(FEEDS):
        if thing.collection in _REFERENCES:
            target = thing.body[_REFERENCES[thing.collection]]
            assert target is None or (_TARGETS[thing.collection], target) in known
        for party in ("owner", "grantee", "vendor"):
            if thing.body.get(party):
                assert ("organisations", thing.body[party]) in known
        assert (thing.collection, thing.id) not in known
        known.add((thing.collection, thing.id))


def test_everybody_asks_only_for_what_is_theirs() -> None:
    for thing in wanted_things(FEEDS):
        person = find_identity(thing.person)
        assert person is not None
        if "owner" in thing.body:
            assert thing.body["owner"] == person.organisation


def test_each_camera_has_a_stream_of_its_own_at_the_process_of_its_kind() -> None:
    cameras = [thing for thing in wanted_things(FEEDS) if thing.collection == "cameras"]
    addresses = [camera.body["streams"][0]["url"] for camera in cameras]
    good = [f"rtsp://h:1/{number}" for number in range(10)]
    assert addresses == [*good, "rtsp://weak:1/0", "rtsp://weak:1/1"]
    assert {camera.body["vendor"] for camera in cameras[10:]} == {WEAK_VENDOR}
