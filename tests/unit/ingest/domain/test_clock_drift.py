import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.clock_drift import ClockDrift


def drift(ppm: float, delay: "random.Random", seconds: int, *, step_at: int | None = None) -> int | None:
    """Of a camera with ten pictures a second, each up to 40 ms late, some of them 300 ms."""
    found = ClockDrift(1000.0)
    for picture in range(seconds * 10):
        sent_seconds = picture / 10
        late_seconds = delay.choice([delay.uniform(0, 0.04), delay.uniform(0, 0.3)])
        media_seconds = sent_seconds * (1 + ppm / 1_000_000)
        if step_at is not None and sent_seconds >= step_at:
            media_seconds += 1.5
        found.add(media_seconds, 1000.0 + sent_seconds + late_seconds)
    return found.ppm


@given(st.integers(-2000, 2000), st.integers(0, 1000))
def test_drift_is_found_through_jitter(ppm: int, seed: int) -> None:
    assert drift(ppm, random.Random(seed), 180) == pytest.approx(ppm, abs=60)


def test_nothing_is_told_within_the_first_minute() -> None:
    assert drift(100, random.Random(1), 59) is None
    assert drift(100, random.Random(1), 62) is not None


def test_one_step_of_the_clock_is_no_drift() -> None:
    assert drift(0, random.Random(1), 360, step_at=300) == pytest.approx(0, abs=60)


def test_a_stretch_without_pictures_counts_for_nothing() -> None:
    found = ClockDrift(0.0)
    for second in [*range(60), *range(120, 200)]:
        found.add(second * 1.0005, float(second))
    assert found.ppm == pytest.approx(500, abs=5)
