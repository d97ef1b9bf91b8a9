"""The command line: help teaches, and only what is asked for is loaded."""

import subprocess
import sys

from typer.testing import CliRunner

from lokus_local.__main__ import command_line


def test_help_names_every_subcommand() -> None:
    shown = CliRunner().invoke(command_line(["--help"]), ["--help"]).output
    for name in ("up", "status", "token", "identities", "doctor", "virtual-camera"):
        assert f" {name} " in shown


def test_an_unknown_subcommand_is_refused() -> None:
    assert CliRunner().invoke(command_line(["nonsense"]), ["nonsense"]).exit_code == 2


def test_up_loads_no_video_library() -> None:
    code = (
        "import sys; from lokus_local.__main__ import command_line; command_line(['up']);"
        "print(sorted({'av', 'cv2', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
