"""Faults by chance."""

import random

from hypothesis import given
from hypothesis import strategies as st

from bench.soak.faults import draw


@given(seed=st.integers(), cameras=st.integers(1, 300), now_seconds=st.floats(0, 1e6))
def test_a_fault_is_of_cameras_that_there_are_and_lies_ahead(
    seed: int, cameras: int, now_seconds: float
) -> None:
    fault = draw(random.Random(seed), cameras, now_seconds)
    assert fault.cameras
    assert set(fault.cameras) <= set(range(cameras))
    assert now_seconds < fault.begins_seconds < fault.ends_seconds
