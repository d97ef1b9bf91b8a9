"""The commands of a page of the guide, run as they stand there; each must succeed."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from lint.source_tree import ROOT

_CURL = 'set -e; curl() { command curl --fail-with-body -sS "$@"; echo; }\n'


def page(name: str) -> str:
    """The text of `docs/guide/registry/NAME.md`."""
    return (ROOT / f"docs/guide/registry/{name}.md").read_text(encoding="utf-8")


def blocks(name: str) -> list[str]:
    """The fenced blocks of a page."""
    return re.findall(r"^```\n(.*?)^```$", page(name), re.DOTALL | re.MULTILINE)


def run(block: str, folder: Path, names: Mapping[str, str]) -> str:
    """Run one block in a folder, under these names, and return what it shows; each command must succeed."""
    command = ["bash", "-c", _CURL + block]
    done = subprocess.run(command, cwd=folder, env=os.environ | names, capture_output=True, check=False)
    assert done.returncode == 0, block + done.stdout.decode() + done.stderr.decode()
    return done.stdout.decode()
