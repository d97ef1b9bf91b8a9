"""What the doctor finds among the packages: here, all that the tests themselves run on."""

from lokus_local.doctor.packages import look_at_packages


def test_the_engines_run_and_the_codecs_are_there() -> None:
    findings = {finding.subject: finding for finding in look_at_packages()}
    needed = ("PostgreSQL", "NATS", "H.264 decoder", "H.264 encoder (virtual cameras)")
    assert {subject: findings[subject].verdict for subject in needed} == dict.fromkeys(needed, "ok")
    assert "18" in findings["PostgreSQL"].found
