from datetime import UTC, datetime

import pytest

from lokus_kit.errors import Invalid
from lokus_registry.domain.contracts.contract import Stay
from lokus_registry.domain.contracts.period import Span, epoch_ms
from lokus_registry.domain.contracts.staying import Candidate, changed_time, check_candidates
from unit.registry.domain.contracts.samples import CONTRACT

_JANUARY, _MARCH, _MAY = (datetime(2024, month, 2, tzinfo=UTC) for month in (1, 3, 5))
STAY = Stay("c1", _JANUARY, _MAY)
FITTING = Candidate("c1", "nusantara", "kpu", None, None)


def test_a_camera_of_the_vendor_at_a_site_of_the_buyer_comes_in() -> None:
    check_candidates(CONTRACT, [STAY], [FITTING])


def test_the_others_are_listed_with_the_reason() -> None:
    stays = [Stay(camera, _JANUARY, _MAY) for camera in ("a", "b", "c", "d", "e")]
    candidates = [
        Candidate("a", "rival", "kpu", None, None),
        Candidate("b", "nusantara", "dishub", None, None),
        Candidate("c", "nusantara", "kpu", "k9", None),
        Candidate("e", "nusantara", "kpu", None, None),
    ]
    with pytest.raises(Invalid) as refused:
        check_candidates(CONTRACT, stays, candidates)
    told = {each["camera"]: each["detail"] for each in refused.value.extra["refused"]}
    assert list(told) == ["a", "b", "c", "d"]
    for camera, word in {"a": "rival", "b": "dishub", "c": "k9", "d": "no such"}.items():
        assert word in told[camera]


@pytest.mark.parametrize(
    ("ends_now", "ends_then", "changed"),
    [
        (None, _MAY, (_JANUARY, _MAY)),
        (_MAY, _MAY, None),
        (_MARCH, _MAY, (_MARCH, _MAY)),
        (_MAY, _MARCH, (_MARCH, _MAY)),
    ],
)
def test_a_stay_changes_the_contract_where_it_differs(
    ends_now: datetime | None, ends_then: datetime, changed: tuple[datetime, datetime] | None
) -> None:
    candidate = Candidate("c1", "nusantara", "kpu", None, ends_now)
    span = None if changed is None else Span(*map(epoch_ms, changed))
    assert changed_time([Stay("c1", _JANUARY, ends_then)], [candidate]) == span
