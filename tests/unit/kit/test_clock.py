from datetime import UTC, datetime, timedelta, timezone

from lokus_kit.clock import SystemClock, utc_milliseconds


def test_the_system_clock_tells_aware_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_monotonic_time_never_goes_back() -> None:
    clock = SystemClock()
    assert clock.monotonic_seconds() <= clock.monotonic_seconds()


def test_milliseconds_count_from_1970_in_any_zone() -> None:
    jakarta = timezone(timedelta(hours=7))
    assert utc_milliseconds(datetime(1970, 1, 1, 7, 0, 1, 500_000, jakarta)) == 1500
    assert utc_milliseconds(datetime(1970, 1, 1, tzinfo=UTC)) == 0
