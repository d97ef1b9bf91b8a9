"""What must be there before an owner can accept a camera, and before anybody puts it in service (again)."""

from collections.abc import Sequence
from typing import Final

from lokus_kit.errors import Conflict
from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.life.acceptance_test import Outcome
from lokus_registry.domain.life.life import Life
from lokus_registry.domain.life.placement import SecrecyCheck, Verdict
from lokus_registry.domain.life.trial import Trial

_JUDGED: Final = frozenset({Outcome.PASSED, Outcome.FAILED})


def check_tested(life: Life, tests: Sequence[Trial], waived: str | None) -> None:
    """Conflict unless the last test was passed on pictures that count, or is waived for a reason."""
    if waived is not None:
        return
    path = f"/v1/cameras/{life.camera}/acceptance-tests"
    last = next((test for test in tests if test.outcome in _JUDGED), None)
    if last is None or last.started_at is None or last.started_at < life.pictures_after:
        raise Conflict(
            f"camera {life.camera} has passed no acceptance test since {life.pictures_after.isoformat()}: "
            f"POST {path}, or say in `test_waived` why it needs none",
            reason="test-needed",
        )
    if last.outcome is Outcome.FAILED:
        raise Conflict(
            f"camera {life.camera} has failed acceptance test {last.number}: GET {path}/{last.number} says "
            "why; have it mended and tested again, or say in `test_waived` why you take it as it is",
            reason="test-failed",
            number=last.number,
        )


def check_secrecy(kind: SiteKind, life: Life, check: SecrecyCheck | None) -> None:
    """Conflict unless, at a polling station, a picture as the camera shows it now was found clean."""
    if kind is not SiteKind.TPS:
        return
    path = f"/v1/cameras/{life.camera}/placement"
    if check is None or check.at < life.registered_at:
        raise Conflict(
            f"camera {life.camera} looks into a polling station: record a reviewed picture first "
            f"(`secrecy_check` of PUT {path}), made since {life.registered_at.isoformat()}",
            reason="secrecy-check-needed",
        )
    if check.verdict is not Verdict.CLEAN:
        raise Conflict(
            f"camera {life.camera} was found to show what must not be seen ({check.note or 'no note'}): "
            "have it placed otherwise, and record another check",
            reason="secrecy-check-failed",
        )
