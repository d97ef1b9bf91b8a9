from typing import Any

import pytest

from lokus_local.recording.late_footage_line import line, progress_line

STATE: dict[str, Any] = {
    "id": "5b1c",
    "name": "usb.mp4",
    "received_at": "2026-02-14T09:00:00+00:00",
    "phase": "received",
    "done_percent": 0,
    "segments": 3,
    "frames": 300,
    "stored_from": "2026-02-14T07:00:00+00:00",
    "stored_until": "2026-02-14T07:00:12+00:00",
    "left_out": 0,
    "clock_offset_milliseconds": 0,
    "refusal": "time_jump",
    "detail": None,
}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"phase": "received"}, "usb.mp4  received  [5b1c]"),
        ({"phase": "reading", "done_percent": 40}, "usb.mp4  reading 40 %  [5b1c]"),
        (
            {"phase": "refused", "detail": "at 00:00:01 the time jumps"},
            "usb.mp4  refused (time jump): at 00:00:01 the time jumps  [5b1c]",
        ),
        ({"phase": "received", "name": None}, "footage  received  [5b1c]"),
    ],
)
def test_each_phase_is_told_with_what_matters_then(said: dict[str, Any], told: str) -> None:
    assert line(STATE | said).endswith(told)


def test_what_is_stored_is_told_with_its_time_and_what_was_left_out() -> None:
    told = line(STATE | {"phase": "stored", "left_out": 7})
    assert "300 pictures in 3 segments, 7 pictures left out" in told
    assert "in 1 segment " in line(STATE | {"phase": "stored", "segments": 1})
    assert ":00:00 to " in told


def test_what_came_from_a_card_is_told_with_its_clock_and_what_is_lacking() -> None:
    said = {"phase": "stored", "clock_offset_milliseconds": -25_200_400, "detail": "it broke off"}
    told = line(STATE | said)
    assert "3 segments; the camera's clock was put right by -25,200.4 s; lacking: it broke off  [" in told


def test_sending_is_told_in_bytes_and_per_cent() -> None:
    assert progress_line(500_000, 2_000_000) == "sent 0.5 of 2.0 MB (25 %)"
    assert progress_line(0, 0) == "sent 0.0 of 0.0 MB (0 %)"
