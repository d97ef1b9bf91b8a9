from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lokus_registry.domain.contracts.contract import Amendment, Contract
from lokus_registry.domain.contracts.overlay import CameraLocus, MaintenanceWindow, OverlayState
from lokus_registry.domain.contracts.period import Span, days_span, months_in
from lokus_registry.domain.contracts.staleness import time_of, time_of_contract, time_of_terms
from unit.registry.domain.contracts.samples import CONTRACT, DAY_MS, FEBRUARY, TERMS

_CHEAP = replace(TERMS, monthly_fee_per_camera=1)
_DEAR = replace(TERMS, monthly_fee_per_camera=2)
_AT = datetime(2024, 1, 1, tzinfo=UTC)
_MARCH, _JUNE = (Amendment(date(2024, month, 1), _CHEAP, "admin", _AT) for month in (3, 6))
_TO_MAY = (days_span(date(2024, 3, 1), date(2024, 5, 31)),)


def _day(year: int, month: int, day: int) -> Span:
    return days_span(date(year, month, day), date(year, month, day))


def test_an_overlay_changes_its_own_time() -> None:
    window = MaintenanceWindow(
        id="w1",
        contract="k1",
        starts_at=datetime(2024, 1, 31, 16, tzinfo=UTC),
        ends_at=datetime(2024, 1, 31, 17, tzinfo=UTC),
        locus=CameraLocus(("c1",)),
        why="switch",
        state=OverlayState.AGREED,
        asked_by="tech",
        asked_at=_AT,
    )
    (span,) = time_of(window)
    assert span == Span(FEBRUARY.start_ms - 3_600_000, FEBRUARY.start_ms)
    assert months_in(span) == (date(2024, 1, 1), date(2024, 1, 1))


@pytest.mark.parametrize(
    ("after", "changed"),
    [
        (replace(CONTRACT, name="other"), ()),
        (replace(CONTRACT, buyer="dishub"), (CONTRACT.span,)),
        (replace(CONTRACT, terms=_DEAR), (days_span(date(2024, 1, 1), date(2024, 2, 29)),)),
        (replace(CONTRACT, ends_on=date(2024, 12, 30)), (_day(2024, 12, 31),)),
        (
            replace(CONTRACT, starts_on=date(2023, 12, 31)),
            (_day(2023, 12, 31),),
        ),
    ],
)
def test_a_contract_written_anew_changes_what_differs(after: Contract, changed: tuple[Span, ...]) -> None:
    assert time_of_contract(CONTRACT, after, [_MARCH, _JUNE]) == changed
    assert time_of_contract(after, CONTRACT, [_MARCH, _JUNE]) == changed


def test_an_amendment_changes_its_months_until_the_next() -> None:
    both, later = [_MARCH, _JUNE], [_JUNE]
    assert time_of_terms(CONTRACT, later, both, _MARCH) == _TO_MAY
    assert time_of_terms(CONTRACT, both, later, _MARCH) == _TO_MAY
    dear = replace(_MARCH, terms=_DEAR)
    assert time_of_terms(CONTRACT, both, [dear, _JUNE], dear) == _TO_MAY
    assert time_of_terms(CONTRACT, [_MARCH], both, _JUNE) == ()
    (until_the_end,) = time_of_terms(CONTRACT, [], [_MARCH], _MARCH)
    assert until_the_end.end_ms == CONTRACT.span.end_ms


def test_a_span_touches_the_months_from_its_first_moment_to_its_last() -> None:
    assert months_in(FEBRUARY) == (date(2024, 2, 1), date(2024, 2, 1))
    longer = Span(FEBRUARY.start_ms - 1, FEBRUARY.end_ms + DAY_MS)
    assert months_in(longer) == (date(2024, 1, 1), date(2024, 3, 1))
