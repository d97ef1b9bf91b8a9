"""What a child is given of our environment."""

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
