import pytest

from lokus_log.quorum import PolicyError, read_policy
from unit.log.signing import BAWASLU, CAMPUS, LOG, NGO

POLICY = f"""
# Whom we trust.
log {LOG.verifier} https://log.example/jakarta

witness bawaslu {BAWASLU.verifier} https://bawaslu.example/w
witness campus\t{CAMPUS.verifier}
  witness ngo {NGO.verifier}
group civil any campus ngo
group both all bawaslu civil
quorum both
"""


def test_a_quorum_is_met_by_those_that_it_names() -> None:
    policy = read_policy(POLICY)
    bawaslu, campus, ngo = BAWASLU.verifier, CAMPUS.verifier, NGO.verifier
    assert policy.logs == (LOG.verifier,)
    assert policy.witnesses["bawaslu"].url == "https://bawaslu.example/w"
    assert policy.is_met([bawaslu, ngo])
    assert policy.is_met([bawaslu, campus, ngo])
    assert not policy.is_met([campus, ngo])
    assert not policy.is_met([bawaslu])
    assert not policy.is_met([bawaslu, LOG.verifier])


def test_so_many_of_a_group_are_enough() -> None:
    lines = POLICY.replace("group civil any campus ngo", "group civil 2 campus ngo bawaslu")
    policy = read_policy(lines.replace("group both all bawaslu civil\n", "").replace("both", "civil"))
    assert policy.is_met([CAMPUS.verifier, BAWASLU.verifier])
    assert not policy.is_met([CAMPUS.verifier])


def test_a_quorum_may_be_one_witness_or_none() -> None:
    assert read_policy("quorum none").is_met([])
    policy = read_policy(f"witness w {NGO.verifier}\nquorum w")
    assert policy.is_met([NGO.verifier])
    assert not policy.is_met([])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("quorum both", "2"),
        ("log", "write `log KEY"),
        ("log x", "NAME\\+KEYID"),
        (f"log {NGO.verifier}", "not one of a log"),
        (f"log {LOG.verifier}", "twice"),
        (f"witness x {LOG.verifier}", "not one of a witness"),
        (f"witness x {NGO.verifier}", "twice"),
        ("witness bawaslu x", "taken"),
        ("witness none x", "taken"),
        ("group g any nobody", "named before"),
        ("group g any campus", "in one group alone"),
        ("group g 2 both", "from 1 to 1"),
        ("group g 0 both", "from 1 to 1"),
        ("group g some both", "write all, any"),
        ("group g all", "write `log KEY"),
        ("group both all civil", "taken"),
        ("trust me", "write `log KEY"),
        ("quorum nobody", "no witness and no group"),
    ],
)
def test_a_line_that_says_nothing_is_named(line: str, why: str) -> None:
    with pytest.raises(PolicyError, match=why):
        read_policy(f"{POLICY}{line}\n")


def test_the_number_of_a_wrong_line_is_told() -> None:
    with pytest.raises(PolicyError, match=r"^line 2: "):
        read_policy("quorum none\nlog x")


def test_a_policy_has_a_quorum() -> None:
    with pytest.raises(PolicyError, match="one line `quorum`, this has 0"):
        read_policy("")
