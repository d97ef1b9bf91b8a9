"""Whether a `lokus ...` command line, as a page or a deployment writes it, would be understood."""

from collections.abc import Sequence

from typer.testing import CliRunner

from lokus_local.__main__ import command_line


def why_not_understood(words: Sequence[str]) -> str | None:
    """Parse the words after `lokus` and run nothing; None when command and options are known."""
    asked = CliRunner().invoke(command_line(()), [*words, "--help"])
    return asked.output if asked.exit_code else None
