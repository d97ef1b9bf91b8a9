"""`lokus up` before anything starts: what it refuses, and how it says so."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lokus_local.__main__ import command_line
from lokus_local.home import HOME_VARIABLE, Home


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


def test_the_environment_names_the_home_where_the_option_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    with Home(tmp_path).locked():
        code, shown = _up("--port-base", "0")
    assert code == 3
    assert str(tmp_path) in shown.replace("\n", "")


@pytest.mark.parametrize(
    ("option", "url"),
    [("--database-url", "mysql://x"), ("--database-url", ""), ("--nats-url", "http://x"), ("--nats-url", "")],
)
def test_a_server_that_can_never_work_is_refused_before_a_home_is_made(
    tmp_path: Path, option: str, url: str
) -> None:
    code, shown = _up("--home", str(tmp_path / "home"), option, url)
    assert code == 2
    assert option in shown
    assert "embedded" in shown
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("base", ["-1", "65530", "x"])
def test_a_port_base_without_room_for_all_is_refused(base: str) -> None:
    assert _up("--port-base", base)[0] == 2
