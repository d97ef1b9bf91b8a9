from dataclasses import replace

from lokus_proto.v1.recording import RecordingPolicy
from lokus_registry.domain.announcement import removed_source, same_but_version
from unit.registry.cast import CAMERA, HALL, OFFICE, SITE, placed

_CAMERA = replace(CAMERA, version=7, sealed_credentials="sealed")


def test_a_record_says_owner_place_and_version_but_no_way_in() -> None:
    record = placed(_CAMERA, OFFICE, replace(SITE, area="31.71.01.1001")).record()
    assert (record.id, record.version, record.owner, record.vendor) == ("c1", 7, "kpu", "nusantara")
    assert record.areas == ("31", "31.71", "31.71.01", "31.71.01.1001")
    assert (record.zone.id, record.zone.private) == ("office", True)
    told = record.model_dump_json()
    assert "rtsp" not in told
    assert "sealed" not in told


def test_a_source_says_how_to_pull() -> None:
    source = placed(_CAMERA).source()
    assert [stream.url for stream in source.streams] == ["rtsp://192.0.2.10/1"]
    assert source.sealed_credentials == "sealed"


def test_a_removed_source_says_how_long_recordings_stay_but_neither_address_nor_credentials() -> None:
    kept = RecordingPolicy(retention_hours=720)
    source = removed_source(replace(_CAMERA, recording=kept))
    assert source.recording == kept
    assert (source.version, source.removed, source.enabled) == (7, True, False)
    assert (source.streams, source.sealed_credentials) == ((), None)


def test_messages_are_compared_without_their_versions() -> None:
    later = placed(replace(_CAMERA, version=8))
    assert same_but_version(placed(_CAMERA).record(), later.record())
    private = placed(_CAMERA, replace(HALL, private=True))
    assert not same_but_version(placed(_CAMERA).record(), private.record())
