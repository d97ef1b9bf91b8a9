from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lokus_registry.domain.contracts.account import Interval, Outage, account, pieces
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.mask import Layer, mask
from lokus_registry.domain.contracts.period import Span, union
from lokus_registry.domain.delivery.state import DeliveryState

_SECOND_MS = 1000
_PERIOD = Span(100 * _SECOND_MS, 300 * _SECOND_MS)
_SECONDS = range(_PERIOD.start_ms, _PERIOD.end_ms, _SECOND_MS)
_MEASURABLE = [state for state in DeliveryState if state is not DeliveryState.UNKNOWN]
_FAILING = {Counts.DEGRADED, Counts.STALLED, Counts.OFFLINE}

_moments = st.integers(50, 350).map(lambda second: second * _SECOND_MS)
_spans = st.tuples(_moments, _moments).map(sorted).filter(lambda edges: edges[0] < edges[1])


@st.composite
def _intervals(draw: st.DrawFn) -> list[Interval]:
    edges = sorted(draw(st.sets(_moments, max_size=16)))
    stretches = [Interval(*edge, draw(st.sampled_from(_MEASURABLE))) for edge in pairwise(edges)]
    return [stretch for stretch in stretches if draw(st.booleans())]


def _layers(counts: Counts) -> st.SearchStrategy[list[Layer]]:
    return st.lists(_spans.map(lambda edges: Layer(edges[0], edges[1], counts, counts.value)), max_size=3)


_within = st.lists(_spans.map(lambda edges: Span(*edges)), max_size=3).map(
    lambda spans: union(Span(max(a, _PERIOD.start_ms), min(b, _PERIOD.end_ms)) for a, b in spans)
)
_service = st.one_of(st.just((_PERIOD,)), _within)


def _covers(spans: list[Layer] | tuple[Span, ...] | list[Interval], second: int) -> bool:
    return any(span[0] <= second < span[1] for span in spans)


def _count_one(
    second: int,
    intervals: list[Interval],
    service: tuple[Span, ...],
    contracted: tuple[Span, ...],
    overlays: list[list[Layer]],
) -> Counts:
    if not _covers(contracted, second):
        return Counts.NOT_CONTRACTED
    if not _covers(service, second):
        return Counts.OFF_HOURS
    for layers in reversed(overlays):
        if _covers(layers, second):
            return layers[0].counts
    measured = [interval.state for interval in intervals if _covers([interval], second)]
    return Counts(measured[0]) if measured else Counts.UNKNOWN


def _brute_outages(counted: list[Counts]) -> list[int]:
    """Seconds of repair of each outage, second by second."""
    found, running = [], 0
    for counts in [*counted, Counts.NOT_CONTRACTED]:
        if counts in _FAILING:
            running += 1
        elif counts in {Counts.DELIVERING, Counts.NOT_CONTRACTED} and running:
            found.append(running)
            running = 0
    return found


@given(
    _intervals(),
    _service,
    _service,
    _layers(Counts.EXCLUDED),
    _layers(Counts.MAINTENANCE),
    _layers(Counts.DELIVERING),
)
def test_an_account_is_what_counting_second_by_second_gives(
    intervals: list[Interval],
    service: tuple[Span, ...],
    contracted: tuple[Span, ...],
    exclusions: list[Layer],
    maintenance: list[Layer],
    corrections: list[Layer],
) -> None:
    overlays = [exclusions, maintenance, corrections]
    counted = [_count_one(second, intervals, service, contracted, overlays) for second in _SECONDS]
    parts = pieces(intervals, _PERIOD, mask(_PERIOD, service, contracted, *overlays))
    found = account(parts)
    brute = {counts: seconds * _SECOND_MS for counts, seconds in Counter(counted).items()}
    assert {counts: length for counts, length in found.milliseconds.items() if length} == brute
    assert [outage.repair_ms // _SECOND_MS for outage in found.outages] == _brute_outages(counted)
    assert [part.start_ms for part in parts] == [_PERIOD.start_ms, *(part.end_ms for part in parts[:-1])]
    assert parts[-1].end_ms == _PERIOD.end_ms
    assert sum(found.milliseconds.values()) == _PERIOD.length_ms


def _stretches(*lengths: tuple[int, DeliveryState]) -> list[Interval]:
    at, found = _PERIOD.start_ms, []
    for seconds, state in lengths:
        if state is not DeliveryState.UNKNOWN:
            found.append(Interval(at, at + seconds * _SECOND_MS, state))
        at += seconds * _SECOND_MS
    return found


def test_time_that_counts_neither_way_does_not_end_an_outage_nor_lengthen_it() -> None:
    intervals = _stretches(
        (10, DeliveryState.OFFLINE),
        (30, DeliveryState.UNKNOWN),
        (5, DeliveryState.STALLED),
        (100, DeliveryState.DELIVERING),
    )
    found = account(pieces(intervals, _PERIOD, ()))
    assert found.outages == (Outage(100_000, 145_000, 15_000),)


def test_an_outage_ends_where_the_camera_leaves_the_contract() -> None:
    intervals = _stretches((200, DeliveryState.OFFLINE))
    contracted = (Span(100_000, 150_000), Span(160_000, 300_000))
    found = account(pieces(intervals, _PERIOD, mask(_PERIOD, (_PERIOD,), contracted)))
    assert [outage.repair_ms for outage in found.outages] == [50_000, 140_000]


def test_what_was_never_measured_has_no_availability() -> None:
    found = account(pieces([], _PERIOD, ()))
    assert found.availability is None
    assert found.milliseconds == {Counts.UNKNOWN: 200_000}


def test_a_part_says_what_was_measured_below_and_why_it_counts_otherwise() -> None:
    intervals = [Interval(100_000, 300_000, DeliveryState.OFFLINE, "unreachable")]
    layers = [Layer(150_000, 160_000, Counts.EXCLUDED, "exclusion power-cut")]
    middle = pieces(intervals, _PERIOD, layers)[1]
    assert (middle.measured, middle.reason, middle.counts) == (
        DeliveryState.OFFLINE,
        "unreachable",
        Counts.EXCLUDED,
    )
    assert middle.why == "exclusion power-cut"
