"""The repository as a whole: no secret in it, a lock in step, one way to test."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from lint.source_tree import ROOT, Found, told

SECRETS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*\n"),
    "a JWT": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    "a Fernet key": re.compile(r"(?<![\w-])[A-Za-z0-9_-]{43}=(?![\w=])"),
    "a cloud key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a password in a URL": re.compile(r"\b[a-z+]+://[a-z0-9_.-]+:[A-Za-z0-9]{16,}@"),
}
NOT_TEXT = frozenset({".png", ".jpg", ".mp4", ".lock"})


@cache
def _tracked_files() -> tuple[Path, ...]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: there is no list of what is committed")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def test_no_secret_is_committed() -> None:
    found = [
        Found(path, text.count("\n", 0, match.start()) + 1, kind)
        for path in _tracked_files()
        if path.suffix not in NOT_TEXT
        for text in [path.read_text(encoding="utf-8")]
        for kind, pattern in SECRETS.items()
        for match in pattern.finditer(text)
    ]
    assert not found, told("secrets are drawn where they are used, never committed", found)


def test_the_secret_lint_knows_a_secret_when_it_sees_one() -> None:
    key = "-----BEGIN " + "PRIVATE KEY-----\nMIG"
    url = "postgresql://lokus:" + "0123456789abcdef0123@db/lokus"
    assert SECRETS["a private key"].search(key)
    assert SECRETS["a password in a URL"].search(url)


def test_the_lock_is_in_step_with_what_the_members_ask_for() -> None:
    own = ROOT / ".tools/bin/uv"
    uv = str(own) if own.exists() else shutil.which("uv")
    assert uv, "uv is missing: run `make setup`"
    checked = subprocess.run(
        [uv, "lock", "--check", "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, f"run `uv lock`: {checked.stderr}"


def test_the_continuous_integration_runs_what_a_person_runs() -> None:
    assert "exec make test" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_scripts_may_be_run() -> None:
    scripts = [ROOT / ".ci/run", *(ROOT / "scripts").glob("*.sh")]
    found = [Found(path, 1, "is not executable") for path in scripts if not path.stat().st_mode & 0o100]
    assert not found, told("chmod +x", found)
