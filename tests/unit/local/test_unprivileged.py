"""Becoming an ordinary user."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lokus_local.unprivileged import own_folder, unprivileged_account

_BECOME = """
import ctypes, os
from lokus_local.unprivileged import become, unprivileged_account
account = unprivileged_account()
become(account, ctypes.CDLL(None, use_errno=True))
print(os.getresuid() == (account.uid,) * 3, os.getgroups(), account.uid != 0)
print([line.split()[1] for line in open("/proc/self/status") if line.startswith("CapEff")])
"""
_SEARCH_ONLY, _NOTHING = "['0000000000000004']", "['0000000000000000']"

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@as_root
def test_root_becomes_nobody_who_can_at_most_pass_closed_folders() -> None:
    done = subprocess.run([sys.executable, "-c", _BECOME], capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert first == "True [] True"
    assert second in {_SEARCH_ONLY, _NOTHING}


@as_root
def test_a_folder_is_given_to_the_account_and_closed(tmp_path: Path) -> None:
    account = unprivileged_account()
    assert account is not None
    found = own_folder(tmp_path / "a" / "b", account).stat()
    assert (found.st_uid, found.st_mode & 0o777) == (account.uid, 0o700)


def test_without_an_account_a_folder_is_ours(tmp_path: Path) -> None:
    assert own_folder(tmp_path / "ours", None).stat().st_uid == os.geteuid()
