from itertools import accumulate

from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.login import AGAIN_AFTER_SECONDS, Login
from lokus_proto.v1.stream_state import ReasonKind

HOUR_SECONDS = 3600
REFUSED = SourceFailure(ReasonKind.AUTHENTICATION, "401")


def known() -> Login:
    """A login that the camera has taken."""
    login = Login()
    login.taken()
    return login


def test_a_password_that_was_never_taken_is_not_shown_again() -> None:
    failure, _ = Login().refused(REFUSED)
    assert failure.until_changed


def test_a_password_that_was_taken_is_shown_again_more_and_more_rarely() -> None:
    login = known()
    failures, waits = zip(*(login.refused(REFUSED) for _ in range(5)), strict=True)
    assert waits == (*AGAIN_AFTER_SECONDS, AGAIN_AFTER_SECONDS[-1], AGAIN_AFTER_SECONDS[-1])
    assert all(each.unhurried and not each.until_changed for each in failures)
    assert "took before" in failures[0].detail


def test_a_login_starts_anew_once_it_is_taken_again() -> None:
    login = known()
    login.refused(REFUSED)
    login.refused(REFUSED)
    login.taken()
    assert login.refused(REFUSED)[1] == AGAIN_AFTER_SECONDS[0]


def test_no_hour_sees_more_than_four_refused_logins() -> None:
    login = known()
    times = [0.0, *accumulate(login.refused(REFUSED)[1] for _ in range(20))]
    assert all(sum(start <= time < start + HOUR_SECONDS for time in times) <= 4 for start in times)
