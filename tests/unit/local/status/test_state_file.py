"""The state file, as `lokus status` reads it."""

import os
from datetime import UTC, datetime
from pathlib import Path

from lokus_local.home import Home
from lokus_local.status.state_file import ChildState, PlatformState, load, save

_MOMENT = datetime(2026, 1, 2, tzinfo=UTC)
_CHILD = ChildState(
    name="nats", state="running", since=_MOMENT, pid=7, restarts=1, last_exit="killed by SIGKILL"
)


def _state(pid: int) -> PlatformState:
    return PlatformState(pid=pid, since=_MOMENT, url="http://127.0.0.1:8080", children=(_CHILD,))


def test_a_state_is_read_back_while_its_writer_runs(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.locked():
        save(home, _state(os.getpid()))
        assert load(home) == _state(os.getpid())


def test_a_state_without_its_writer_counts_for_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    save(home, _state(os.getpid()))
    assert load(home) is None


def test_the_state_of_an_earlier_writer_counts_for_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.locked():
        save(home, _state(1))
        assert load(home) is None
