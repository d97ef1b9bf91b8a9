from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.workers.membership import CUT_OFF_SECONDS, GONE_SECONDS, Member, Membership

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
WORKER = Member(1.0, SINCE)


def beating(until_seconds: int, *, silent: str | None = None, from_second: int = 0) -> Membership:
    """Workers a and b with a heartbeat each second; one of them is `silent` from some second on."""
    membership = Membership()
    for second in range(until_seconds + 1):
        for name in ("a", "b"):
            if not (name == silent and second >= from_second):
                membership.hear(name, WORKER, second, float(second))
    return membership


def test_one_that_falls_silent_is_gone_after_four_seconds_and_no_sooner() -> None:
    assert set(beating(12, silent="b", from_second=10).owners(12.9)) == {"a", "b"}
    assert set(beating(13, silent="b", from_second=10).owners(13.0)) == {"a"}


def test_one_that_leaves_is_gone_at_once() -> None:
    membership = beating(3)
    membership.leave("b", 7, 3.1)
    assert set(membership.owners(3.1)) == {"a"}
    assert membership.sequence == 7


def test_one_that_drains_is_in_sight_and_owns_nothing() -> None:
    membership = beating(3)
    membership.hear("b", Member(1.0, SINCE, draining=True), 8, 3.5)
    assert set(membership.owners(3.5)) == {"a"}
    assert set(membership.in_sight(3.5)) == {"a", "b"}


@given(st.floats(CUT_OFF_SECONDS + 0.1, 10_000))
def test_while_we_hear_nothing_at_all_nobody_is_gone_nor_right_after_it(silence_seconds: float) -> None:
    membership = beating(3)
    again = 3 + silence_seconds
    assert set(membership.owners(again)) == {"a", "b"}
    membership.hear("a", WORKER, 99, again)
    assert set(membership.owners(again + 2.4)) == {"a", "b"}
    membership.hear("a", WORKER, 100, again + 2.4)
    gone = again + GONE_SECONDS + 0.001  # sums of floats fall short of it by a little
    membership.hear("a", WORKER, 101, gone)
    assert set(membership.owners(gone)) == {"a"}


def test_the_sequence_never_goes_back() -> None:
    membership = beating(3)
    membership.hear("a", WORKER, 2, 3.2)
    assert membership.sequence == 3
