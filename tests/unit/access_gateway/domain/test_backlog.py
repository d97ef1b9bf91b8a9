"""What waits for one viewer."""

from hypothesis import given
from hypothesis import strategies as st

from lokus_access_gateway.domain.backlog import Backlog
from lokus_proto.media import AccessUnit
from support.gateway_facts import gop, unit


def drained(backlog: Backlog) -> list[AccessUnit]:
    return [backlog.take() for _ in range(len(backlog))]


def test_the_gop_a_viewer_joins_with_may_be_larger_than_the_bound() -> None:
    backlog = Backlog(limit_bytes=250)
    backlog.join(gop(0, 10))
    backlog.put(unit(10))
    assert [each.seq for each in drained(backlog)] == list(range(11))


def test_a_slow_viewer_jumps_to_the_next_key_frame_and_the_loss_is_counted() -> None:
    backlog = Backlog(limit_bytes=250)
    for each in [*gop(0, 4), *gop(4, 2)]:
        backlog.put(each)
    assert [each.seq for each in drained(backlog)] == [4, 5]
    assert backlog.dropped == 4


def test_without_a_gop_it_begins_at_a_key_frame() -> None:
    backlog = Backlog()
    backlog.join([])
    backlog.put(unit(7))
    backlog.put(unit(8, key=True))
    assert [each.seq for each in drained(backlog)] == [8]


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(10, 200)), max_size=60))
def test_what_comes_out_is_always_decodable_and_within_the_bound(steps: list[tuple[bool, bool, int]]) -> None:
    backlog, last_out = Backlog(limit_bytes=400), -1
    for seq, (is_key, takes, size_bytes) in enumerate(steps):
        backlog.put(unit(seq, key=is_key, size_bytes=size_bytes))
        assert sum(len(each.payload) for each in backlog._units) <= 400
        if takes and len(backlog):
            out = backlog.take()
            assert out.key_frame or out.seq == last_out + 1
            last_out = out.seq
