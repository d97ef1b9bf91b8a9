import pytest

from lokus_ingest.domain.meter import Meter
from unit.ingest.samples import unit


def run_for(meter: Meter, seconds: float, fps: int, size: int, start: float = 0.0) -> float:
    for number in range(int(seconds * fps)):
        meter.add(unit(number, payload=bytes(size)), start + number / fps)
    return start + seconds


def test_a_steady_stream_is_measured_over_five_seconds() -> None:
    meter = Meter(0.0)
    now = run_for(meter, 20, fps=10, size=1000)
    assert meter.fps(now) == pytest.approx(10, abs=0.2)
    assert meter.bitrate_bps(now) == pytest.approx(80_000, rel=0.02)


def test_before_five_seconds_it_is_measured_since_the_start() -> None:
    meter = Meter(0.0)
    now = run_for(meter, 2, fps=10, size=1000)
    assert meter.fps(now) == pytest.approx(10)


def test_a_silent_stream_falls_to_nothing() -> None:
    meter = Meter(0.0)
    now = run_for(meter, 5, fps=10, size=1000)
    assert meter.fps(now + 2.5) == pytest.approx(5, abs=0.3)
    assert meter.fps(now + 5) == 0
    assert meter.bitrate_bps(now + 5) == 0


def test_the_gop_is_the_media_time_between_key_frames() -> None:
    meter = Meter(0.0)
    meter.add(unit(0, key_frame=True), 0.0)
    assert meter.gop_seconds is None
    meter.add(unit(20, key_frame=True), 0.1)
    assert meter.gop_seconds == 2.0


def test_asking_for_the_rates_leaves_them_as_they_are() -> None:
    meter = Meter(0.0)
    now = run_for(meter, 20, fps=10, size=1000)
    asked = [meter.fps(now) for _ in range(100)]
    assert asked == [asked[0]] * 100
    assert len(meter._slots) <= 21
