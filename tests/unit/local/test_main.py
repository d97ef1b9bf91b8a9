"""The command line: help teaches, and only what is asked for is loaded."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from lokus_local.__main__ import command_line


def test_help_names_every_subcommand() -> None:
    shown = CliRunner().invoke(command_line(["--help"]), ["--help"]).output
    for name in ("up", "status", "token", "identities", "clients", "doctor", "import", "virtual-camera"):
        assert f" {name} " in shown


def test_an_unknown_subcommand_is_refused() -> None:
    assert CliRunner().invoke(command_line(["nonsense"]), ["nonsense"]).exit_code == 2


@pytest.mark.parametrize("command", ["up", "status", "token", "clients", "doctor"])
def test_each_command_on_a_home_takes_it_from_the_environment_and_says_so(command: str) -> None:
    assert "LOKUS_HOME" in CliRunner().invoke(command_line([command]), [command, "--help"]).output


def test_an_interrupt_while_it_loads_ends_it_without_a_word() -> None:
    code = (
        "import signal, sys; from lokus_local.__main__ import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job ignores it
        "class Interrupting:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'lokus_local.up.command': signal.raise_signal(signal.SIGINT)\n"
        "assert 'typer' not in sys.modules\n"
        "sys.meta_path.insert(0, Interrupting()); sys.argv = ['lokus', 'up']; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_up_loads_no_video_library() -> None:
    code = (
        "import sys; from lokus_local.__main__ import command_line; command_line(['up']);"
        "print(sorted({'av', 'cv2', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
