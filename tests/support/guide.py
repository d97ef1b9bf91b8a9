"""A page of documentation as something that runs: its `sh` blocks, and what each command should show.

In a block, a line `#> text` says that the command above it shows that text. `sh until` repeats the
command until it does; `sh background` leaves it running. A block without a language is not run.
"""

import os
import re
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_BLOCK = re.compile(r"^```sh *(until|background|)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TRIES = 300
_LIMIT_SECONDS = 100.0


@dataclass(slots=True)
class Step:
    """One command of a page; `wanted` is what its output must hold."""

    mode: str
    command: str
    wanted: list[str] = field(default_factory=list)


def read_steps(text: str) -> list[Step]:
    """The commands of a page in their order."""
    found: list[Step] = []
    for mode, block in _BLOCK.findall(text):
        going_on = False
        for line in block.splitlines():
            if line.startswith("#> "):
                found[-1].wanted.append(line.removeprefix("#> "))
            elif going_on:
                found[-1].command += f"\n{line}"
            elif line.strip():
                found.append(Step(mode, line))
            going_on = not line.startswith("#> ") and _is_unfinished(found[-1].command)
    return found


def _is_unfinished(command: str) -> bool:
    return command.endswith("\\") or command.count("'") % 2 == 1


def script(steps: list[Step], outputs: Path) -> str:
    """One script for bash that runs the steps and keeps what each shows in `outputs/<number>`."""
    return "\n".join(["set -u", *(_line(step, outputs / str(number)) for number, step in enumerate(steps))])


def _line(step: Step, output: Path) -> str:
    run = f"{{ {step.command}\n}} > {output} 2>&1"
    shown = " && ".join(["true", *(f"grep -qF -- '{text}' {output}" for text in step.wanted)])
    match step.mode:
        case "until":
            return f"for _ in $(seq {_TRIES}); do {run}; {shown} && break; sleep 0.2; done"
        case "background":
            return f"{run} &\nfor _ in $(seq {_TRIES}); do {shown} && break; sleep 0.2; done"
        case _:
            return run


def follow(page: Path, folder: Path, addresses: Mapping[str, str]) -> list[tuple[Step, str]]:
    """Run a page in `folder` with its addresses replaced; returns each step with what it showed."""
    text = page.read_text(encoding="utf-8")
    for told, real in addresses.items():
        text = text.replace(told, real)
    steps, outputs = read_steps(text), folder / f"{page.parent.name}-{page.stem}"
    outputs.mkdir()
    bash = subprocess.Popen(["bash", "-c", script(steps, outputs)], cwd=folder, start_new_session=True)
    try:
        bash.wait(_LIMIT_SECONDS)
    finally:
        with suppress(ProcessLookupError):  # what the page left running goes with it
            os.killpg(bash.pid, signal.SIGTERM)
    return [(step, (outputs / str(number)).read_text()) for number, step in enumerate(steps)]
