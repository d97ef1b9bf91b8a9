from typing import Any

from lokus_local.recording.table import lines

SPAN: dict[str, Any] = {
    "from": "2026-02-14T07:00:00Z",
    "until": "2026-02-14T07:04:12Z",
    "run": 7,
    "frames": 6300,
    "size_bytes": 63_003_114,
    "codec": "h264",
    "width": 1920,
    "height": 1080,
    "late": False,
}
GAP = {
    "from": "2026-02-14T06:59:00Z",
    "until": "2026-02-14T07:00:00Z",
    "reason": "source",
    "failure": "timed_out",
}
TOLD: dict[str, Any] = {"spans": [SPAN], "gaps": [], "recorded_until": None, "mode": None, "next": None}


def test_spans_and_gaps_stand_in_the_order_of_time() -> None:
    newest = {"recorded_until": SPAN["until"], "mode": "continuous"}
    gap, span, end = lines(TOLD | {"gaps": [GAP]} | newest)
    assert gap.endswith("0:01:00  -- the camera did not deliver (timed out)")
    assert span.endswith("0:04:12  h264 1920x1080, 6300 pictures, 63.0 MB, run 7")
    assert end.startswith("recorded until")
    assert end.endswith("recording now: continuous")


def test_nothing_and_too_much_are_said() -> None:
    late, end, more = lines(TOLD | {"spans": [SPAN | {"late": True}], "next": "2026-02-14T08:00:00Z"})
    assert late.endswith("late footage")
    assert end == "nothing recorded; recording now: not known"
    assert more == "there is more: --from 2026-02-14T08:00:00Z"
