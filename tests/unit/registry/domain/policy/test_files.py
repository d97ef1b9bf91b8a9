from lokus_registry.domain.policy.files import may_put_files, reads_all_files
from unit.registry.cast import AUDITOR, OPERATOR
from unit.registry.rules import EVERYBODY, allowed


def test_everybody_who_acts_brings_files() -> None:
    assert allowed(may_put_files) == {who.organisation for who in EVERYBODY} - {"auditors"}


def test_only_the_auditor_and_the_operator_read_what_others_brought() -> None:
    assert [who for who in EVERYBODY if reads_all_files(who)] == [OPERATOR, AUDITOR]
