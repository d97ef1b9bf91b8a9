import pytest

from lokus_kit.errors import Forbidden
from lokus_registry.domain.policy.readiness import (
    may_change_standard,
    may_read_readiness,
    may_read_standards,
    may_see_readiness_of,
    readiness_outlook,
)
from unit.registry import cast
from unit.registry.rules import allowed


def test_a_standard_is_its_organisations() -> None:
    assert allowed(may_change_standard, "kpu") == {"kpu"}
    assert allowed(may_change_standard, "plaza") == set()


def test_whoever_owns_keeps_or_audits_reads_standards() -> None:
    assert allowed(may_read_standards) == {
        *("lokus", "kpu", "dishub", "plaza", "nusantara", "rival", "auditors")
    }


def test_readiness_is_no_matter_of_vendors() -> None:
    assert allowed(may_read_readiness) == {
        *("lokus", "kpu", "dishub", "plaza", "auditors", "polda", "bawaslu")
    }


def test_each_sees_what_is_theirs_and_viewers_see_their_jurisdiction() -> None:
    def sees(outlook: object) -> None:
        may_see_readiness_of(outlook, "gudang", "kpu", "31.71.01.1001")  # type: ignore[arg-type]

    for who in (cast.OPERATOR, cast.AUDITOR, cast.OWNER):
        sees(readiness_outlook(who, ()))
    sees(readiness_outlook(cast.POLICE, ("32", "31.71")))
    for who, areas in ((cast.OTHER_OWNER, ()), (cast.OBSERVER, ("31.7", "31.72", "31.71.01.1001.1"))):
        with pytest.raises(Forbidden) as refused:
            sees(readiness_outlook(who, areas))
        assert refused.value.reason == "not-yours"
    with pytest.raises(Forbidden) as refused:
        readiness_outlook(cast.OBSERVER, ())
    assert refused.value.reason == "no-jurisdiction"
