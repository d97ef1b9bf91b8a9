from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.gop_cache import GopCache
from unit.ingest.samples import unit


def test_it_holds_what_came_since_the_last_key_frame() -> None:
    cache = GopCache()
    for each in (unit(0, key_frame=True), unit(1), unit(2, key_frame=True), unit(3)):
        cache.add(each)
    assert [each.seq for each in cache.units()] == [2, 3]


def test_what_was_handed_out_does_not_grow() -> None:
    cache = GopCache()
    cache.add(unit(0, key_frame=True))
    taken = cache.units()
    cache.add(unit(1))
    assert len(taken) == 1


def test_over_the_limit_there_is_none_until_the_next_key_frame() -> None:
    cache = GopCache(max_bytes=250)
    for seq in range(3):
        cache.add(unit(seq, key_frame=seq == 0, payload=bytes(100)))
    assert cache.units() == ()
    cache.add(unit(3))
    assert cache.units() == ()
    cache.add(unit(4, key_frame=True))
    assert [each.seq for each in cache.units()] == [4]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60))))
def test_it_is_small_and_begins_with_a_key_frame(sent: list[tuple[bool, int]]) -> None:
    cache = GopCache(max_bytes=100)
    for seq, (key_frame, size) in enumerate(sent):
        cache.add(unit(seq, key_frame=key_frame, payload=bytes(size)))
        units = cache.units()
        assert sum(len(each.payload) for each in units) <= 100
        assert [each.key_frame for each in units] == [True, *[False] * (len(units) - 1)][: len(units)]
        assert [each.seq for each in units] == list(range(seq + 1 - len(units), seq + 1))
