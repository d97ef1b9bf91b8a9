from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from lokus_media.media_reader import Joiner, Owners
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.v1.media_interest import InterestOutcome, InterestReply
from lokus_proto.v1.stream_state import Phase

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
GOP = 7


def unit(seq: int, run: int = 1, epoch: int = 0) -> AccessUnit:
    """Unit `seq` of a stream with a key frame every seven units."""
    return AccessUnit(Codec.H264, seq * 9000, seq % GOP == 0, run, seq, MOMENT, b"", epoch)


def seqs(units: list[AccessUnit]) -> list[int]:
    return [each.seq for each in units]


@dataclass
class Arrivals:
    """A GOP from its key frame to `last`, live units around it, and the order in which all came."""

    last: int
    first_live: int
    order: list[str]


@st.composite
def arrivals(draw: st.DrawFn) -> Arrivals:
    last = draw(st.integers(0, GOP - 1))
    live = draw(st.integers(1, 20))
    order = ["gop"] * (last + 1) + ["live"] * live + ["reply"]
    return Arrivals(last, draw(st.integers(0, last + 1)), draw(st.permutations(order)))


@given(arrivals())
def test_any_interleaving_of_gop_live_and_reply_gives_one_unbroken_row(came: Arrivals) -> None:
    joiner, row = Joiner(), []
    joiner.begin()
    gop, live = iter(range(came.last + 1)), iter(range(came.first_live, came.first_live + 100))
    newest_live = came.first_live - 1
    for kind in came.order:
        if kind == "reply":
            row += joiner.replied((0, 1), came.last)
        elif kind == "gop":
            row += joiner.gop_unit(unit(next(gop)))
        else:
            newest_live = next(live)
            row += joiner.live_unit(unit(newest_live))
    assert not joiner.joining
    assert seqs(row) == list(range(max(newest_live, came.last) + 1))
    assert joiner.dropped == 0


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 40)), max_size=120))
def test_whatever_comes_each_row_begins_at_a_key_frame_and_has_no_hole(came: list[tuple[int, int]]) -> None:
    joiner, row = Joiner(), []
    for run, seq in came:
        row += joiner.live_unit(unit(seq, run))
    for before, after in zip([None, *row], row, strict=False):
        follows = before is not None and (after.run, after.seq) == (before.run, before.seq + 1)
        assert follows or after.key_frame
        assert before is None or (after.run, after.seq) > (before.run, before.seq)


def test_after_a_loss_it_goes_on_at_the_next_key_frame_and_counts() -> None:
    joiner = Joiner()
    row = [each for seq in (0, 1, 3, 4, 5, 6, 7, 8) for each in joiner.live_unit(unit(seq))]
    assert seqs(row) == [0, 1, 7, 8]
    assert joiner.dropped == 4


def test_a_gop_that_never_comes_whole_is_given_up_when_asked_again() -> None:
    joiner = Joiner()
    joiner.begin()
    joiner.replied((0, 1), 5)
    joiner.gop_unit(unit(0))
    joiner.live_unit(unit(6))
    assert seqs(joiner.finish()) == [0]
    assert seqs(joiner.live_unit(unit(7))) == [7]


def test_an_older_run_is_passed_over() -> None:
    joiner = Joiner()
    joiner.live_unit(unit(0, run=2))
    assert joiner.live_unit(unit(0, run=1)) == []
    assert seqs(joiner.live_unit(unit(1, run=2))) == [1]


def test_it_changes_over_to_a_newer_owner_at_its_key_frame_and_keeps_to_it() -> None:
    joiner, row = Joiner(), []
    for each in (
        unit(0),
        unit(1),
        unit(3, 5, epoch=9),
        unit(2),
        unit(7, 5, epoch=9),
        unit(3),
        unit(8, 5, epoch=9),
    ):
        row += joiner.live_unit(each)
    assert [(each.epoch, each.seq) for each in row] == [(0, 0), (0, 1), (0, 2), (9, 7), (9, 8)]


def test_a_later_owner_counts_though_the_run_of_the_earlier_is_higher() -> None:
    joiner = Joiner()
    joiner.live_unit(unit(0, run=8, epoch=1))
    assert seqs(joiner.live_unit(unit(0, run=3, epoch=2))) == [0]
    assert joiner.live_unit(unit(7, run=8, epoch=1)) == []


@given(st.permutations(["old"] * 5 + ["new"] * 5 + ["reply"]), st.sampled_from([1, 2]))
def test_when_two_owners_send_their_gop_the_newer_ends_up_in_the_row(order: list[str], told: int) -> None:
    joiner, row = Joiner(), []
    joiner.begin()
    old, new = iter(range(5)), iter(range(5))
    for kind in order:
        if kind == "reply":
            row += joiner.replied((told, told), 4)
        else:
            epoch = 1 if kind == "old" else 2
            row += joiner.gop_unit(unit(next(old if epoch == 1 else new), epoch, epoch))
    row += joiner.live_unit(unit(5, 2, epoch=2))
    newer = [each.seq for each in row if each.epoch == 2]
    assert newer == [0, 1, 2, 3, 4, 5]
    assert [each.epoch for each in row] == sorted(each.epoch for each in row)


def reply(run: int | None, epoch: int) -> InterestReply:
    phase = Phase.CONNECTING if run is None else Phase.DELIVERING
    return InterestReply(outcome=InterestOutcome.GRANTED, phase=phase, run=run, epoch=epoch)


def test_the_reply_of_a_new_owner_without_pictures_is_passed_over_while_pictures_come() -> None:
    joiner = Joiner()
    owners = Owners(joiner)
    joiner.live_unit(unit(0, epoch=1))
    assert owners.overtaken(reply(None, 2))
    assert not owners.overtaken(reply(None, 2))


def test_the_reply_of_an_older_owner_counts_once_nothing_newer_has_come_for_long() -> None:
    joiner = Joiner()
    owners = Owners(joiner)
    joiner.live_unit(unit(0, run=7, epoch=2))
    assert [owners.overtaken(reply(3, 1)) for _ in range(4)] == [True, True, True, False]
    assert seqs(joiner.live_unit(unit(0, run=3, epoch=1))) == [0]
