import pytest

from lokus_kit.errors import Forbidden
from lokus_registry.domain.policy.directory import may_change_directory, may_read, may_read_directory
from unit.registry import cast
from unit.registry.rules import EVERYBODY, allowed


def test_viewers_read_nothing_here() -> None:
    assert allowed(may_read) == {"lokus", "kpu", "dishub", "plaza", "nusantara", "rival", "auditors"}
    with pytest.raises(Forbidden, match="gateway"):
        may_read(cast.POLICE)


def test_everybody_with_a_role_reads_the_directory() -> None:
    assert allowed(may_read_directory) == {who.organisation for who in EVERYBODY}
    with pytest.raises(Forbidden):
        may_read_directory(cast.caller("kpu"))


def test_the_directory_is_the_operators() -> None:
    assert allowed(may_change_directory) == {"lokus"}
