from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lokus_ingest.domain.onvif.card_gaps import fillable, footage_of
from lokus_proto.v1.footage import GapReason, RecordingGap, TimelineReply
from unit.ingest.samples import KEY

NOON = datetime(2026, 2, 14, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def gap(start: float, end: float, reason: GapReason = GapReason.SOURCE) -> RecordingGap:
    return RecordingGap(start=at(start), end=at(end), reason=reason)


def timeline(*gaps: RecordingGap, until: float | None = 60) -> TimelineReply:
    return TimelineReply(gaps=gaps, recorded_until=None if until is None else at(until))


def test_what_the_line_a_worker_or_a_disk_took_may_lie_on_the_card() -> None:
    gaps = [
        gap(1, 2),
        gap(3, 4, GapReason.WORKER),
        gap(5, 6, GapReason.DISK),
        gap(7, 8, GapReason.UNKNOWN),
    ]
    assert fillable(timeline(*gaps), at(0)) == gaps


def test_what_was_not_to_be_recorded_is_not_fetched() -> None:
    for reason in (GapReason.OFF, GapReason.NO_EVENT, GapReason.EXPIRED, GapReason.PENDING):
        assert fillable(timeline(gap(1, 2, reason)), at(0)) == []


def test_only_what_lies_between_two_recordings_is_a_gap_that_is_over() -> None:
    first, last = gap(0, 5, GapReason.UNKNOWN), gap(60, 70)
    assert fillable(timeline(first, gap(7, 8), last), at(0)) == [gap(7, 8)]
    assert fillable(timeline(gap(1, 70), until=None), at(0)) == []


def test_a_moment_is_not_worth_it() -> None:
    assert fillable(timeline(gap(1, 1.05)), at(0)) == []


def test_the_same_gap_is_the_same_footage_and_another_s_is_not() -> None:
    assert footage_of(KEY, gap(1, 2)) == footage_of(KEY, gap(1, 2))
    others = {
        footage_of(KEY, gap(1, 3)),
        footage_of(replace(KEY, tenant="bandung"), gap(1, 2)),
        footage_of(replace(KEY, camera="cam-2"), gap(1, 2)),
    }
    assert len(others | {footage_of(KEY, gap(1, 2))}) == 4
