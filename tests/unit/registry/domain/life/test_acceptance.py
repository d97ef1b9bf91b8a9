"""What must be there before a camera is accepted."""

from datetime import timedelta

import pytest

from lokus_kit.errors import Conflict
from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.life.acceptance import check_secrecy, check_tested
from lokus_registry.domain.life.acceptance_test import Expected, Outcome
from lokus_registry.domain.life.placement import SecrecyCheck, Verdict
from lokus_registry.domain.life.state import LifeState
from lokus_registry.domain.life.trial import Trial
from unit.registry.cast import MOMENT, living

PROBED = living(LifeState.PROBED)
CLEAN = SecrecyCheck("0" * 64, Verdict.CLEAN, None, "owner", MOMENT, "kpu")


@pytest.mark.parametrize("kind", [kind for kind in SiteKind if kind is not SiteKind.TPS])
def test_elsewhere_no_picture_needs_to_be_reviewed(kind: SiteKind) -> None:
    check_secrecy(kind, PROBED, None)


def test_at_a_polling_station_a_clean_picture_is_enough() -> None:
    check_secrecy(SiteKind.TPS, PROBED, CLEAN)


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        (None, "secrecy-check-needed"),
        (
            SecrecyCheck("0" * 64, Verdict.CLEAN, None, "owner", MOMENT - timedelta(seconds=1), "kpu"),
            "secrecy-check-needed",
        ),
        (
            SecrecyCheck("0" * 64, Verdict.NOT_CLEAN, "the booth", "owner", MOMENT, "kpu"),
            "secrecy-check-failed",
        ),
    ],
    ids=["none", "made before it was registered again", "not clean"],
)
def test_at_a_polling_station_without_one_it_is_not_accepted(check: SecrecyCheck | None, reason: str) -> None:
    with pytest.raises(Conflict) as caught:
        check_secrecy(SiteKind.TPS, PROBED, check)
    assert caught.value.reason == reason


def _test(outcome: Outcome, seconds: float = 0) -> Trial:
    at = MOMENT + timedelta(seconds=seconds)
    return Trial("c1", 1, outcome, 10, Expected(), "somebody", at, at, at)


def test_a_passed_test_is_enough_whatever_could_not_be_measured_since() -> None:
    check_tested(PROBED, [_test(Outcome.UNMEASURED), _test(Outcome.PASSED), _test(Outcome.FAILED)], None)


@pytest.mark.parametrize(
    ("tests", "reason"),
    [
        ([], "test-needed"),
        ([_test(Outcome.UNMEASURED)], "test-needed"),
        ([_test(Outcome.PASSED, -1)], "test-needed"),
        ([_test(Outcome.FAILED), _test(Outcome.PASSED)], "test-failed"),
    ],
    ids=["none", "not measured", "of other pictures", "the last one failed"],
)
def test_without_one_the_owner_says_why(tests: list[Trial], reason: str) -> None:
    with pytest.raises(Conflict) as caught:
        check_tested(PROBED, tests, None)
    assert caught.value.reason == reason
    check_tested(PROBED, tests, "seen with our own eyes")
