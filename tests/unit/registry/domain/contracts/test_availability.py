from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_registry.domain.contracts.account import Interval, Intervals, Outage, account, parts
from lokus_registry.domain.contracts.availability import (
    Availability,
    ContractStay,
    MeasuredCamera,
    Promise,
    Sums,
    service_in,
    whole_seconds,
)
from lokus_registry.domain.contracts.contract import Amendment
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.overlay import CameraLocus, Exclusion, ExclusionKind, OverlayState
from lokus_registry.domain.contracts.period import Span, moment, month_span
from lokus_registry.domain.contracts.reckoning import CameraMonth, Reckoner, head
from lokus_registry.domain.contracts.service_hours import ServiceHours, Weekday
from lokus_registry.domain.delivery.state import DeliveryState
from unit.registry.domain.contracts.samples import CONTRACT, DAY_MS, FEBRUARY, MONTH, TERMS

_HOUR_MS = 3_600_000
_HOURS = (ServiceHours(tuple(Weekday), "07:00", "22:00"),)
_AWAY = Interval(FEBRUARY.start_ms + 8 * _HOUR_MS, FEBRUARY.start_ms + 12 * _HOUR_MS, DeliveryState.OFFLINE)
_BACK = Interval(_AWAY.end_ms, FEBRUARY.start_ms + DAY_MS, DeliveryState.DELIVERING)


def _camera(*stays: ContractStay, measured: tuple[Interval, ...] = (_AWAY, _BACK)) -> MeasuredCamera:
    columns = Intervals(*map(list, zip(*measured, strict=True)))
    return MeasuredCamera("c1", "tps-1", "31.71.01.1001", stays, columns)


def _exclusion(start_ms: int, end_ms: int, locus: CameraLocus) -> Exclusion:
    return Exclusion(
        id="e1",
        contract="k1",
        starts_at=moment(start_ms),
        ends_at=moment(end_ms),
        locus=locus,
        why="PLN",
        state=OverlayState.APPROVED,
        asked_by="somebody",
        asked_at=datetime(2024, 2, 2, tzinfo=UTC),
        kind=ExclusionKind.POWER,
    )


def _promise(*overlays: Exclusion, service: tuple[Span, ...] = (FEBRUARY,)) -> Promise:
    return Promise(service, overlays, ())


def test_in_no_contract_time_counts_as_it_was_measured() -> None:
    counted = Availability(FEBRUARY, {}).account(_camera())
    assert counted.milliseconds[Counts.OFFLINE] == 4 * _HOUR_MS
    assert counted.milliseconds[Counts.UNKNOWN] == FEBRUARY.length_ms - 16 * _HOUR_MS
    assert counted.outages == (Outage(_AWAY.start_ms, _AWAY.end_ms, 4 * _HOUR_MS),)


def test_asked_for_a_contract_no_other_time_counts() -> None:
    stay = ContractStay("k1", Span(_AWAY.start_ms + _HOUR_MS, _BACK.end_ms))
    promises = {"k1": _promise()}
    both = Availability(FEBRUARY, promises).account(_camera(stay))
    only = Availability(FEBRUARY, promises, "k1").account(_camera(stay))
    assert (both.milliseconds[Counts.OFFLINE], only.milliseconds[Counts.OFFLINE]) == (
        4 * _HOUR_MS,
        3 * _HOUR_MS,
    )
    assert Counts.NOT_CONTRACTED not in both.milliseconds


@pytest.mark.parametrize(
    "locus", [CameraLocus(cameras=("c1",)), CameraLocus(sites=("tps-1",)), CameraLocus(areas=("31.71",))]
)
def test_an_exclusion_lies_over_time_in_its_contract_alone(locus: CameraLocus) -> None:
    promises = {"k1": _promise(_exclusion(_AWAY.start_ms, _AWAY.end_ms, locus))}
    stay = ContractStay("k1", Span(FEBRUARY.start_ms, _AWAY.start_ms + _HOUR_MS))
    counted = Availability(FEBRUARY, promises).account(_camera(stay))
    assert (counted.milliseconds[Counts.EXCLUDED], counted.milliseconds[Counts.OFFLINE]) == (
        _HOUR_MS,
        3 * _HOUR_MS,
    )
    elsewhere = replace(_camera(stay), id="c2", site="tps-2", area="31.72")
    assert Counts.EXCLUDED not in Availability(FEBRUARY, promises).account(elsewhere).milliseconds


def test_service_hours_are_those_of_each_month() -> None:
    amended = Amendment(
        date(2024, 3, 1), replace(TERMS, service_hours=_HOURS), "somebody", datetime(2024, 2, 2, tzinfo=UTC)
    )
    march = month_span(date(2024, 3, 1))
    both = Span(FEBRUARY.start_ms, march.end_ms)
    found = service_in(CONTRACT, [amended], both)
    assert found[0] == FEBRUARY
    assert {span.length_ms for span in found[1:]} == {15 * _HOUR_MS}
    assert len(found) == 1 + 31


_MINUTES = FEBRUARY.length_ms // 60_000
_edges = st.lists(st.integers(0, _MINUTES), min_size=2, max_size=12, unique=True).map(sorted)
_states = st.sampled_from([state for state in DeliveryState if state is not DeliveryState.UNKNOWN])


@given(_edges, st.lists(_states, min_size=11, max_size=11), _edges, st.sampled_from([(), _HOURS]))
def test_a_month_of_a_contract_counts_as_its_statement_does(
    edges: list[int], states: list[DeliveryState], overlaid: list[int], hours: tuple[ServiceHours, ...]
) -> None:
    at = [FEBRUARY.start_ms + minute * 60_000 for minute in edges]
    measured = tuple(Interval(*edge, state) for edge, state in zip(pairwise(at), states, strict=False))
    terms = replace(TERMS, service_hours=hours)
    begin, end = (FEBRUARY.start_ms + minute * 60_000 for minute in overlaid[:2])
    exclusion = _exclusion(begin, end, CameraLocus(sites=("tps-1",)))
    stay = Span(at[0], FEBRUARY.end_ms)
    camera = _camera(ContractStay("k1", stay), measured=measured)
    month = CameraMonth(camera.id, camera.site, camera.area, (stay,), camera.intervals)
    _, stated = Reckoner(head(CONTRACT, MONTH, terms, [exclusion], [])).line(month)
    service = service_in(replace(CONTRACT, terms=terms), [], FEBRUARY)
    asked = Availability(FEBRUARY, {"k1": _promise(exclusion, service=service)}, "k1").account(camera)
    assert asked == stated


def test_sums_add_up_and_tell_the_median_repair() -> None:
    sums = Sums()
    period = Span(0, 100)
    for length in (10, 20, 60):
        sums.add(account(parts([(0, length, DeliveryState.OFFLINE, None)], period, ())))
    assert Sums().median_repair_ms is None
    assert (sums.cameras, sums.measured_cameras, sums.median_repair_ms) == (3, 3, 20)
    assert sum(sums.milliseconds.values()) == 300


@given(st.dictionaries(st.sampled_from(Counts), st.integers(min_value=0, max_value=10**13)))
def test_whole_seconds_add_up_and_none_is_a_second_away(milliseconds: dict[Counts, int]) -> None:
    seconds = whole_seconds(milliseconds)
    assert sum(seconds.values()) == sum(milliseconds.values()) // 1000
    assert all(abs(seconds[counts] * 1000 - exact) < 1000 for counts, exact in milliseconds.items())


def test_the_largest_remainders_are_rounded_up() -> None:
    exact = {Counts.DELIVERING: 1_700, Counts.OFFLINE: 2_900, Counts.UNKNOWN: 400}
    assert whole_seconds(exact) == {Counts.DELIVERING: 2, Counts.OFFLINE: 3, Counts.UNKNOWN: 0}
