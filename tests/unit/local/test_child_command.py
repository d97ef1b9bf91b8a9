"""What a child is given of our environment."""

import os
import subprocess
import sys

import pytest

from lokus_local.child_command import ChildCommand


def test_a_child_gets_its_own_settings_and_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOKUS_REGISTRY_STRAY", "x")
    monkeypatch.setenv("UNRELATED", "y")
    environment = ChildCommand("part", ("part",), {"LOKUS_OWN": "z"}).full_environment()
    assert "LOKUS_REGISTRY_STRAY" not in environment
    assert (environment["UNRELATED"], environment["LOKUS_OWN"]) == ("y", "z")


def test_secrets_are_not_in_what_is_printed_of_a_command() -> None:
    assert "hush" not in repr(ChildCommand("part", ("part",), {"LOKUS_OWN": "hush"}))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_root_becomes_nobody_who_can_pass_closed_folders() -> None:
    code = (
        "import ctypes, os; from lokus_local.unprivileged import become, unprivileged_account;"
        "account = unprivileged_account(); become(account, ctypes.CDLL(None, use_errno=True));"
        "print(os.getresuid() == (account.uid,) * 3, os.getgroups(), account.uid != 0);"
        "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('CapEff')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert first == "True [] True"
    assert second in {"['0000000000000004']", "['0000000000000000']"}
