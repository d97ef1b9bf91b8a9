import pytest

from lokus_kit.errors import Forbidden
from lokus_registry.domain.policy.directory import may_change_directory, may_read
from unit.registry import cast
from unit.registry.rules import allowed


def test_viewers_read_nothing_here() -> None:
    assert allowed(may_read) == {"lokus", "kpu", "dishub", "plaza", "nusantara", "rival", "auditors"}
    with pytest.raises(Forbidden, match="gateway"):
        may_read(cast.POLICE)


def test_the_directory_is_the_operators() -> None:
    assert allowed(may_change_directory) == {"lokus"}
