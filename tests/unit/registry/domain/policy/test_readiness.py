from lokus_registry.domain.policy.readiness import may_change_standard, may_read_standards
from unit.registry.rules import allowed


def test_a_standard_is_its_organisations() -> None:
    assert allowed(may_change_standard, "kpu") == {"kpu"}
    assert allowed(may_change_standard, "plaza") == set()


def test_whoever_owns_keeps_or_audits_reads_standards() -> None:
    assert allowed(may_read_standards) == {
        *("lokus", "kpu", "dishub", "plaza", "nusantara", "rival", "auditors")
    }
