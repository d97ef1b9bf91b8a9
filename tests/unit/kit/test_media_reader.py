from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.media_reader import Joiner
from lokus_proto.media import AccessUnit, Codec

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
GOP = 7


def unit(seq: int, run: int = 1) -> AccessUnit:
    """Unit `seq` of a stream with a key frame every seven units."""
    return AccessUnit(Codec.H264, seq * 9000, seq % GOP == 0, run, seq, MOMENT, b"")


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
            row += joiner.replied(came.last)
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
    joiner.replied(5)
    joiner.gop_unit(unit(0))
    joiner.live_unit(unit(6))
    assert seqs(joiner.finish()) == [0]
    assert seqs(joiner.live_unit(unit(7))) == [7]


def test_an_older_run_is_passed_over() -> None:
    joiner = Joiner()
    joiner.live_unit(unit(0, run=2))
    assert joiner.live_unit(unit(0, run=1)) == []
    assert seqs(joiner.live_unit(unit(1, run=2))) == [1]
