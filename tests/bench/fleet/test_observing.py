"""What an observation says."""

import pytest

from bench.fleet.observing import Observed

OBSERVED = Observed(
    cameras=100,
    seconds=10.0,
    reader_cpu_seconds=2.0,
    swarm_cpu_seconds=0.5,
    pss_bytes=100_000_000,
    due=25_000,
    taken=24_900,
    late_ms=3.2,
)


def test_the_cost_of_a_camera_and_how_many_fit_a_core() -> None:
    assert OBSERVED.cpu_ms == pytest.approx(2.0)
    assert OBSERVED.cameras_per_core == pytest.approx(500)


def test_what_was_due_and_not_taken_is_lost() -> None:
    assert OBSERVED.lost_percent == pytest.approx(0.4)
    assert "100 cameras, 10 s; reader 0.20 cores, swarm 0.05" in OBSERVED.how()
