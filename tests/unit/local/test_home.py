"""The home: private, owned by one, and it keeps its secrets."""

import os
from pathlib import Path

import pytest

from lokus_local.home import Home, HomeBusyError


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_home_is_closed_to_others(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()
    home.secret("nats")
    assert _mode(home.folder) == 0o700
    assert _mode(home.folder / "secrets" / "nats") == 0o600


def test_a_secret_is_drawn_once_and_kept(tmp_path: Path) -> None:
    first = Home(tmp_path).secret("nats")
    assert len(first) == 64
    assert Home(tmp_path).secret("nats") == first
    assert Home(tmp_path).secret("postgres") != first


def test_a_second_owner_is_refused_with_the_pid_of_the_first(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.locked():
        with pytest.raises(HomeBusyError, match=f"pid {os.getpid()}"), Home(tmp_path).locked():
            pass
        assert Home(tmp_path).running_owner() == os.getpid()


def test_nobody_owns_a_home_after_its_owner_left(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert home.running_owner() is None
    with home.locked():
        pass
    assert home.running_owner() is None
    with home.locked():
        assert home.running_owner() == os.getpid()
