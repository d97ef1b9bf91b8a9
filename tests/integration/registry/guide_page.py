"""The commands of a page of the guide, run as they stand there; each must succeed."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from lint.source_tree import ROOT

_CURL = 'set -e; curl() { command curl --fail-with-body -sS "$@"; echo; }\n'


def blocks(page: str) -> list[str]:
    """The fenced blocks of `docs/guide/registry/PAGE.md`."""
    text = (ROOT / f"docs/guide/registry/{page}.md").read_text(encoding="utf-8")
    return re.findall(r"^```\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def run(block: str, folder: Path, names: Mapping[str, str]) -> None:
    """Run one block in a folder, under these names; what fails shows what was answered."""
    command = ["bash", "-c", _CURL + block]
    done = subprocess.run(command, cwd=folder, env=os.environ | names, capture_output=True, check=False)
    assert done.returncode == 0, block + done.stdout.decode() + done.stderr.decode()
