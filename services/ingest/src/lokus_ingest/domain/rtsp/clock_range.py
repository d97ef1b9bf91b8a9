"""A stretch of wall time as RTSP writes it: `clock=19961108T143720.250Z-` (RFC 2326, section 3.7)."""

from datetime import UTC, datetime


def clock_range(start: datetime, until: datetime) -> str:
    """The value of a Range header, to the millisecond."""
    return f"clock={_written(start)}-{_written(until)}"


def _written(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    return f"{utc:%Y%m%dT%H%M%S}.{utc.microsecond // 1000:03d}Z"
