from datetime import UTC, datetime, timedelta, timezone

from lokus_ingest.domain.rtsp.clock_range import clock_range


def test_a_stretch_is_written_in_utc_to_the_millisecond() -> None:
    jakarta = timezone(timedelta(hours=7))
    start = datetime(2024, 2, 14, 8, 0, 0, 250_999, tzinfo=jakarta)
    until = datetime(2024, 2, 14, 2, 30, tzinfo=UTC)
    assert clock_range(start, until) == "clock=20240214T010000.250Z-20240214T023000.000Z"
