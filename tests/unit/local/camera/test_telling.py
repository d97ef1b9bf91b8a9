"""A report in words."""

import json

from lokus_local.camera.telling import Report, body, lines

REPORT: Report = {
    "device_url": "http://192.0.2.10/onvif/device_service",
    "manufacturer": "Predator",
    "model": "HD",
    "firmware": "2.4",
    "serial": None,
    "clock_offset_seconds": -25200.4,
    "profiles": [
        {
            "token": "p1",
            "name": "mainStream",
            "encoder": {"codec": "h265", "width": 2560, "height": 1440, "fps": 25.0, "gop_frames": 50},
            "stream_url": "rtsp://192.0.2.10/1",
            "snapshot_url": None,
        },
        {"token": "p2", "name": "tiny", "encoder": None, "stream_url": "rtsp://192.0.2.10/2"},
    ],
    "main": "p1",
    "sub": None,
    "masks": [{"token": "m", "enabled": True}],
    "events": ["motion"],
    "ptz": False,
    "notes": ["GetSnapshotUri: the device says: no"],
}


def test_a_report_is_told_line_by_line() -> None:
    assert list(lines(REPORT)) == [
        "found: Predator HD, firmware 2.4",
        "clock: 25,200 s behind: set it, or have the device ask an NTP server",
        "profile main: mainStream, h265 2560x1440, 25 fps, 50 frames a GOP",
        "  rtsp://192.0.2.10/1",
        "profile -: tiny, encoder unknown",
        "  rtsp://192.0.2.10/2",
        "masks: 1, 1 of them on",
        "events: motion",
        "PTZ: no",
        "card: none that the device gives out (ONVIF Profile G)",
        "note: GetSnapshotUri: the device says: no",
    ]


def test_what_a_device_does_not_say_is_said_to_be_unknown() -> None:
    told = list(lines({"profiles": [], "ptz": True, "notes": [], "events": []}))
    assert told[:2] == ["found: a device of unknown make", "clock: unknown"]
    assert "masks: unknown, the device cannot say" in told
    assert "events: none that Lokus knows" in told
    assert told[-1].startswith("there is no profile")
    assert list(lines(REPORT | {"clock_offset_seconds": 1.0}))[1] == "clock: right"


def test_what_is_on_its_card_is_told_by_its_own_clock() -> None:
    card = {"recordings": 3, "start": "2024-02-14T01:00:00Z", "until": "2024-02-14T09:00:00Z"}
    assert "card: 3 recordings, from 2024-02-14T01:00:00Z to 2024-02-14T09:00:00Z" in lines(
        REPORT | {"card": card}
    )
    assert "card: 0 recordings" in lines(REPORT | {"card": {"recordings": 0, "start": None}})


def test_the_body_registers_what_is_to_be_pulled_and_holds_no_password() -> None:
    told = body(REPORT, "admin")
    assert told is not None
    content = json.loads(told)
    assert content["streams"] == [{"name": "main", "url": "rtsp://192.0.2.10/1"}]
    assert content["onvif"] == {
        "url": "http://192.0.2.10/onvif/device_service",
        "events": True,
        "main_profile": "p1",
    }
    assert content["credentials"] == {"username": "admin", "password": "PASSWORD"}
    assert "credentials" not in json.loads(body(REPORT, None) or "")


def test_a_device_with_nothing_to_pull_has_no_body() -> None:
    assert body(REPORT | {"main": None}, "admin") is None
