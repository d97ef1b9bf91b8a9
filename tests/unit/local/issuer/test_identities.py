"""The people of the demonstration."""

from lokus_local.issuer.identities import IDENTITIES, MACHINES, find_identity, find_machine


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


def test_each_vendor_has_one_machine_which_is_nobody_who_can_log_in() -> None:
    vendors = {identity.organisation for identity in IDENTITIES if "vendor" in identity.roles}
    assert sorted(machine.organisation for machine in MACHINES) == sorted(vendors)
    assert [find_machine(machine.subject) for machine in MACHINES] == list(MACHINES)
    assert {find_identity(machine.subject) for machine in MACHINES} == {None}
    assert find_machine("vendor.tech") is None
