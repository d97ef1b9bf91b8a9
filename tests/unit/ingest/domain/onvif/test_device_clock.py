"""Clocks of devices."""

from datetime import UTC, datetime, timedelta

import pytest

from lokus_ingest.domain.onvif.device_clock import device_time, offset
from support.clock import VirtualClock


def test_a_leap_second_counts_as_the_one_before() -> None:
    assert device_time((2016, 12, 31), (23, 59, 60)) == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_a_time_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="month"):
        device_time((2026, 13, 1), (0, 0, 0))


def test_what_a_device_told_counts_as_of_the_middle_of_the_asking() -> None:
    clock = VirtualClock()
    asked_at = clock.now() - timedelta(seconds=4)
    told = clock.now() - timedelta(seconds=2) - timedelta(days=9000)
    assert offset(told, asked_at, clock) == timedelta(days=-9000)
