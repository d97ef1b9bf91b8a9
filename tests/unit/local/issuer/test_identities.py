"""The people of the demonstration."""

from lokus_local.issuer.identities import IDENTITIES, find_identity


def test_everybody_is_found_by_name_and_nobody_else() -> None:
    assert [find_identity(identity.subject) for identity in IDENTITIES] == list(IDENTITIES)
    assert find_identity("KPU.admin") is None
    assert find_identity("") is None


def test_the_contract_s_eight_are_there_with_the_election_s_two() -> None:
    assert {identity.subject for identity in IDENTITIES} == {
        *("kpu.admin", "police.operator", "bawaslu.observer", "opd.operator"),
        *("vendor.tech", "partner.owner", "auditor", "operator"),
        *("kpu.logistics", "sentosa.tech"),
    }
