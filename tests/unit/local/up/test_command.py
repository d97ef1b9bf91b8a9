"""`lokus up` before anything starts: what it refuses, and how it says so."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lokus_local.__main__ import command_line
from lokus_local.home import Home


def _up(*options: str) -> tuple[int, str]:
    arguments = ["up", *options]
    done = CliRunner().invoke(command_line(arguments), arguments)
    return done.exit_code, done.output


def test_a_home_in_use_is_refused_with_its_owner(tmp_path: Path) -> None:
    with Home(tmp_path).locked():
        code, shown = _up("--home", str(tmp_path), "--port-base", "0")
    assert code == 3
    assert "already runs on the home" in shown
    assert "pid " in shown


def test_a_home_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, shown = _up("--home", str(tmp_path / "file" / "home"))
    assert code == 1
    assert "Not a directory" in shown
    assert len(shown.splitlines()) == 1


@pytest.mark.parametrize("base", ["-1", "65530", "x"])
def test_a_port_base_without_room_for_all_is_refused(base: str) -> None:
    assert _up("--port-base", base)[0] == 2
