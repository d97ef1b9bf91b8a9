"""`lokus doctor`, as a person calls it."""

import socket
from pathlib import Path

from typer.testing import CliRunner

from lokus_local.__main__ import command_line
from lokus_local.ports import Ports


def _doctor(home: Path, port_base: int) -> tuple[int, str]:
    arguments = ["doctor", "--home", str(home), "--port-base", str(port_base)]
    done = CliRunner().invoke(command_line(arguments), arguments)
    return done.exit_code, done.output


def test_a_good_machine_is_told_what_to_do_next(tmp_path: Path) -> None:
    code, shown = _doctor(tmp_path, 0)
    assert code == 0
    assert shown.splitlines()[-1] == "ready to run: lokus up"


def test_a_machine_that_lacks_something_fails_and_names_it(tmp_path: Path) -> None:
    base = Ports.choose(0).gateway
    with socket.create_server(("127.0.0.1", base)):
        code, shown = _doctor(tmp_path, base)
    assert code == 1
    assert "not ready to run: ports" in shown
