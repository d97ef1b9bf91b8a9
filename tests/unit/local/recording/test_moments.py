from datetime import UTC, datetime, timedelta

import pytest

from lokus_local.recording.moments import moment

NOW = datetime(2026, 2, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("90s", timedelta(seconds=90)),
        ("10m", timedelta(minutes=10)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("2026-02-14T18:00:00+07:00", timedelta(hours=1)),
    ],
)
def test_a_moment_is_a_time_or_so_long_ago(text: str, ago: timedelta) -> None:
    assert moment(text, NOW) == NOW - ago


@pytest.mark.parametrize("text", ["", "yesterday", "10", "10 m", "-1h"])
def test_what_is_no_moment_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="10m"):
        moment(text, NOW)
