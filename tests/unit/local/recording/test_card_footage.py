from typing import Any

import pytest

from lokus_local.recording.card_footage import line

STATE: dict[str, Any] = {
    "phase": "received",
    "done_percent": 0,
    "segments": 3,
    "frames": 300,
    "stored_from": "2026-02-14T07:00:00Z",
    "stored_until": "2026-02-14T07:00:12Z",
    "clock_offset_milliseconds": 0,
    "refusal": "empty",
    "detail": None,
}
STORED = "stored: 2026-02-14T07:00:00Z to 2026-02-14T07:00:12Z, 300 pictures in 3 segments"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "ordered: waiting for the camera's worker"),
        ({"phase": "reading", "done_percent": 40}, "fetching: 40 %, 3 segments by now"),
        ({"phase": "refused", "detail": "the card is empty"}, "refused (empty): the card is empty"),
        ({"phase": "stored"}, STORED),
        (
            {"phase": "stored", "clock_offset_milliseconds": -25_200_400, "detail": "it broke off"},
            f"{STORED}; the camera's clock was put right by -25,200.4 s; lacking: it broke off",
        ),
    ],
)
def test_each_phase_is_told_with_what_matters_then(said: dict[str, Any], told: str) -> None:
    assert line(STATE | said) == told
