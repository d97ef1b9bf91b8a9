"""The table of `lokus status`."""

from datetime import UTC, datetime, timedelta

from lokus_local.status.command import table
from lokus_local.status.survey import Row

_NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def _row(name: str, *, restarts: int = 0, reasons: tuple[str, ...] = ()) -> Row:
    since = (_NOW - timedelta(seconds=3725)).isoformat()
    exit_ = "killed by SIGKILL" if restarts else None
    return Row(name, 7, "running", since, restarts, exit_, 1.25, 3 * 1024 * 1024, "http://x", reasons)


def test_the_table_adds_up_cpu_and_memory() -> None:
    *_, total = table([_row("one"), _row("two")], _NOW)
    assert total.split() == ["total", "2.5", "6", "MiB"]


def test_a_row_tells_how_long_it_runs_and_why_it_is_not_ready() -> None:
    line = table([_row("one", reasons=("nats: away", "database: away"))], _NOW)[1]
    assert line.split()[:5] == ["one", "7", "running", "0", "1h02m"]
    assert line.endswith("nats: away; database: away")


def test_a_restarted_child_tells_how_it_ended() -> None:
    assert table([_row("one", restarts=2)], _NOW)[-1] == "one: last exit: killed by SIGKILL"
