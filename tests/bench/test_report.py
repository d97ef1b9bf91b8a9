"""The page that keeps the figures."""

from datetime import UTC, datetime
from pathlib import Path

from bench.figure import Figure
from bench.report import record, recorded

AT = datetime(2026, 11, 22, tzinfo=UTC)


def test_what_is_recorded_is_found_by_the_next_run_and_leaves_other_benches_alone(tmp_path: Path) -> None:
    file = tmp_path / "reference" / "benchmarks.md"
    assert recorded(file) == {}
    record("one", [Figure("one", "a", 1.0, "s"), Figure("one", "b", 2.0, "s")], {"cores": "2"}, AT, file)
    record("two", [Figure("two", "a", 3.0, "s")], {"cores": "2"}, AT, file)
    record("one", [Figure("one", "a", 4.0, "s", bar=1.0)], {"cores": "2"}, AT, file)
    assert recorded(file) == {("one", "a"): 4.0, ("two", "a"): 3.0}


def test_a_missed_bar_stays_in_the_table(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.md"
    record("one", [Figure("one", "a", 4.0, "s", bar=1.0, note="3 runs")], {"cores": "2"}, AT, file)
    assert "| a | 4 | s | 1 | **no** |  | 3 runs |" in file.read_text(encoding="utf-8")
