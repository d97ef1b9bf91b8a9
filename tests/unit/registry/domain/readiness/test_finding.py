from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Invalid
from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.place import NoticeSign
from lokus_registry.domain.readiness.finding import (
    Finding,
    ItemReadiness,
    ItemState,
    Observation,
    Sight,
    ZoneSight,
    check_observation,
    readiness,
)
from lokus_registry.domain.readiness.standard import Rule, Standard, StandardItem

_NOON = datetime(2026, 2, 13, 12, tzinfo=UTC)
_DAY = timedelta(days=1)


def _found(fulfilled: bool = True, at: datetime = _NOON, until: datetime | None = None) -> Finding:  # noqa: FBT001, FBT002
    return Finding("gudang", "apar", fulfilled, at, None, None, until, "siti", "kpu", at)


def _stands(
    item: StandardItem,
    finding: Finding | None = None,
    zones: tuple[ZoneSight, ...] = (),
    now: datetime = _NOON,
    sign: NoticeSign | None = None,
) -> ItemReadiness:
    standard = Standard("s", "S", "kpu", SiteKind.WAREHOUSE, (item,))
    findings = {} if finding is None else {item.key: finding}
    [found] = readiness([standard], Sight(findings, zones, sign), now)
    return found


@pytest.mark.parametrize(
    ("finding", "valid_days", "state"),
    [
        pytest.param(None, None, ItemState.MISSING, id="nobody looked"),
        pytest.param(_found(), None, ItemState.MET, id="there"),
        pytest.param(_found(fulfilled=False), None, ItemState.GAP, id="not there"),
        pytest.param(_found(until=_NOON), None, ItemState.EXPIRED, id="until now"),
        pytest.param(_found(until=_NOON + _DAY), None, ItemState.MET, id="until tomorrow"),
        pytest.param(_found(at=_NOON - _DAY), 1, ItemState.EXPIRED, id="by the standard"),
        pytest.param(_found(at=_NOON - _DAY, until=_NOON + 9 * _DAY), 1, ItemState.EXPIRED, id="the earlier"),
        pytest.param(_found(at=_NOON - _DAY), 2, ItemState.MET, id="still within the standard"),
        pytest.param(_found(fulfilled=False, at=_NOON - 9 * _DAY), 1, ItemState.GAP, id="never there"),
    ],
)
def test_a_record_holds_until_it_expires(
    finding: Finding | None, valid_days: int | None, state: ItemState
) -> None:
    item = StandardItem("apar", "APAR", Rule.RECORD, valid_days=valid_days)
    assert _stands(item, finding).state is state


def test_cameras_see_every_zone_of_the_kinds_or_there_is_a_gap() -> None:
    item = StandardItem("cctv", "CCTV", Rule.CAMERAS, ("store", "gate"))
    store, gate = ZoneSight("z1", "store", seen=True), ZoneSight("z2", "gate", seen=False)
    office = ZoneSight("z3", "office", seen=False)
    assert _stands(item, zones=(store, office)).state is ItemState.MET
    found = _stands(item, zones=(store, gate, office))
    assert (found.state, found.unseen) == (ItemState.GAP, ("z2",))
    assert _stands(item, zones=(office,)).state is ItemState.MISSING
    assert _stands(item, finding=_found()).state is ItemState.MISSING


def test_what_is_recorded_was_seen_and_holds_for_some_time() -> None:
    check_observation(Observation(fulfilled=True, observed_at=_NOON, expires_at=_NOON + _DAY), _NOON)
    with pytest.raises(Invalid, match="yet to come"):
        check_observation(Observation(fulfilled=True, observed_at=_NOON + _DAY), _NOON)
    with pytest.raises(Invalid, match="expires_at"):
        check_observation(Observation(fulfilled=True, observed_at=_NOON, expires_at=_NOON), _NOON)


def test_a_notice_sign_is_what_the_site_tells_of_it() -> None:
    item = StandardItem("sign", "Papan", Rule.NOTICE_SIGN)
    assert _stands(item, _found()).state is ItemState.MISSING
    assert _stands(item, sign=NoticeSign(True, date(2026, 2, 1), "siti")).state is ItemState.MET
    assert _stands(item, sign=NoticeSign(False, date(2026, 2, 1), "siti")).state is ItemState.GAP


@given(
    fulfilled=st.booleans(),
    valid_days=st.none() | st.integers(1, 3660),
    holds_seconds=st.none() | st.integers(1, 400_000_000),
    later_seconds=st.integers(0, 400_000_000),
)
def test_a_finding_is_met_until_the_very_moment_that_it_expires_and_never_again(
    fulfilled: bool,  # noqa: FBT001
    valid_days: int | None,
    holds_seconds: int | None,
    later_seconds: int,
) -> None:
    until = None if holds_seconds is None else _NOON + timedelta(seconds=holds_seconds)
    item = StandardItem("apar", "APAR", Rule.RECORD, valid_days=valid_days)
    found = _found(fulfilled, until=until)
    state = _stands(item, found, now=_NOON + timedelta(seconds=later_seconds)).state
    ends = [holds_seconds, None if valid_days is None else valid_days * 86_400]
    is_over = any(end is not None and later_seconds >= end for end in ends)
    assert state is ((ItemState.EXPIRED if is_over else ItemState.MET) if fulfilled else ItemState.GAP)
