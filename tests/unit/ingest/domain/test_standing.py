from datetime import timedelta

from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.standing import Standing
from lokus_proto.v1.stream_state import Phase, ReasonKind
from unit.ingest.samples import NOON

LATER = NOON + timedelta(seconds=5)
REFUSED = SourceFailure(ReasonKind.REFUSED, "nothing listens there")


def test_trying_again_keeps_the_reason_of_the_last_failure() -> None:
    standing = Standing.new(NOON).failed(REFUSED, NOON, LATER).connecting(LATER)
    assert (standing.phase, standing.reason) == (Phase.CONNECTING, ReasonKind.REFUSED)
    assert (standing.since, standing.next_attempt_at) == (LATER, None)


def test_delivering_clears_the_reason() -> None:
    standing = Standing.new(NOON).failed(REFUSED, NOON, LATER).delivering(7, LATER)
    assert (standing.phase, standing.run, standing.reason, standing.detail) == (
        Phase.DELIVERING,
        7,
        None,
        None,
    )


def test_a_phase_that_goes_on_keeps_its_since() -> None:
    standing = Standing.new(NOON).failed(REFUSED, NOON, LATER)
    assert standing.failed(REFUSED, LATER, None).since == NOON
    assert Standing.new(NOON).delivering(1, NOON).delivering(2, LATER).since == NOON


def test_waiting_for_ones_turn_changes_nothing_but_the_next_attempt() -> None:
    failed = Standing.new(NOON).failed(REFUSED, NOON, NOON)
    put_off = failed.put_off(LATER)
    assert (put_off.phase, put_off.reason, put_off.since) == (Phase.FAILED, ReasonKind.REFUSED, NOON)
    assert put_off.next_attempt_at == LATER


def test_a_stall_is_a_phase_of_its_own() -> None:
    stall = SourceFailure(ReasonKind.STALLED, "nothing comes")
    standing = Standing.new(NOON).delivering(1, NOON).failed(stall, LATER, None)
    assert (standing.phase, standing.since, standing.run) == (Phase.STALLED, LATER, None)
