"""What of a child's output is kept, and what is shown."""

import json
from pathlib import Path

import pytest

from lokus_local.supervision.log_sink import LogSink, readable_if_serious


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('{"level": "info", "message": "all well"}', None),
        (
            '{"level": "warning", "message": "late", "camera_id": "cam-1", "pid": 1}',
            "warning: late  camera_id=cam-1",
        ),
        (
            '{"level": "critical", "message": "bug", "trace": "Traceback\\n  x\\nValueError: y"}',
            "critical: bug  ValueError: y",
        ),
        (
            '{"level": "critical", "message": "bug", "trace": "  | KeyError: 7\\n  +------"}',
            "critical: bug  KeyError: 7",
        ),
        ("[1] 2026/01/01 00:00:00 [INF] Server is ready", None),
        ("[1] 2026/01/01 00:00:00 [ERR] store is full", "[1] 2026/01/01 00:00:00 [ERR] store is full"),
        ("2026-01-01 UTC [7] LOG:  ready", None),
        ("2026-01-01 UTC [7] FATAL:  disk full", "2026-01-01 UTC [7] FATAL:  disk full"),
        ("2026-01-01 UTC [7] FATAL:  the database system is starting up", None),
        ("{not json", None),
        ("", None),
    ],
)
def test_only_trouble_is_shown(line: str, shown: str | None) -> None:
    assert readable_if_serious(line) == shown


def test_a_line_may_come_in_pieces_and_end_without_a_newline(tmp_path: Path) -> None:
    shown: list[str] = []
    sink = LogSink("part", tmp_path, shown.append)
    line = json.dumps({"level": "error", "message": "broken"}).encode()
    sink.write(line[:10])
    assert shown == []
    sink.write(line[10:] + b"\n" + line)
    sink.close()
    assert shown == ["part: error: broken"] * 2
    assert (tmp_path / "part.log").read_bytes() == line + b"\n" + line


def test_a_log_that_has_grown_is_turned_over_at_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "part.log").write_bytes(b"x" * (8 * 1024 * 1024 + 1))
    LogSink("part", tmp_path, print).close()
    assert (tmp_path / "part.log").stat().st_size == 0
    assert (tmp_path / "part.log.1").stat().st_size > 8 * 1024 * 1024


def test_a_full_disk_loses_lines_and_is_told_once(tmp_path: Path) -> None:
    shown: list[str] = []
    sink = LogSink("part", tmp_path, shown.append)
    sink._file.close()
    with Path("/dev/full").open("ab", buffering=0) as full:
        sink._file = full
        sink.write(b"one\n")
        sink.write(b"two\n")
    assert shown == ["part: its log cannot be written: No space left on device"]
    assert sink.last_words == "two"


def test_last_words_are_those_that_were_not_shown(tmp_path: Path) -> None:
    sink = LogSink("part", tmp_path, lambda _: None)
    sink.write(b"No module named part\n\n")
    assert sink.last_words == "No module named part"
    sink.write(b'{"level": "error", "message": "broken"}\n')
    assert sink.last_words == ""
    sink.close()
