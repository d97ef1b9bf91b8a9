import pytest

from lokus_kit.errors import Forbidden
from lokus_registry.domain.policy.scope import Scope


def test_a_scope_of_nothing_covers_nothing() -> None:
    assert not Scope().covers("kpu", "nusantara")
    assert not Scope(vendor="nusantara").covers("nusantara", None)


def test_what_is_not_in_it_is_forbidden_by_name() -> None:
    Scope(owner="kpu").require("site", "tps-1", "kpu")
    with pytest.raises(Forbidden, match="site tps-1"):
        Scope(owner="kpu").require("site", "tps-1", "dishub")
