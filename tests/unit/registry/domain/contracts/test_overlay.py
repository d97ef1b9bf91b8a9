from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from lokus_kit.errors import Conflict, Invalid
from lokus_registry.domain.contracts.overlay import (
    CameraLocus,
    Exclusion,
    ExclusionKind,
    MaintenanceWindow,
    Overlay,
    OverlayState,
    answered,
    check_in_time,
    check_overlay,
    same_wish,
)

_AT = datetime(2024, 2, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)
WINDOW = MaintenanceWindow(
    id="w1",
    contract="k1",
    starts_at=_AT + _HOUR,
    ends_at=_AT + 2 * _HOUR,
    locus=CameraLocus(cameras=("c1",)),
    why="switch",
    state=OverlayState.PLANNED,
    asked_by="tech",
    asked_at=_AT,
)
EXCLUSION = Exclusion(
    id="e1",
    contract="k1",
    starts_at=_AT - _HOUR,
    ends_at=_AT,
    locus=CameraLocus(areas=("31.71",)),
    why="PLN",
    state=OverlayState.CLAIMED,
    asked_by="tech",
    asked_at=_AT,
    kind=ExclusionKind.POWER,
)
LEGAL = {
    ("planned", "agreed"),
    ("planned", "refused"),
    ("planned", "withdrawn"),
    ("agreed", "withdrawn"),
    ("claimed", "approved"),
    ("claimed", "rejected"),
    ("claimed", "withdrawn"),
    ("approved", "withdrawn"),
}


def test_only_legal_edges_are_taken() -> None:
    taken = set()
    for overlay, state, to in product((WINDOW, EXCLUSION), OverlayState, OverlayState):
        before = replace(overlay, state=state)
        try:
            after = answered(before, to, "buyer", _AT, "word")
        except Conflict as refused:
            assert refused.extra["state"] == state
            continue
        assert (after.state, after.answered_by, after.answered_at, after.answer) == (to, "buyer", _AT, "word")
        taken.add((state.value, to.value))
    assert taken == LEGAL


def test_it_is_of_some_time_and_some_cameras() -> None:
    for overlay in (WINDOW, EXCLUSION):
        check_overlay(overlay)
        for wrong in (replace(overlay, ends_at=overlay.starts_at), replace(overlay, locus=CameraLocus())):
            with pytest.raises(Invalid):
                check_overlay(wrong)


def test_maintenance_is_decided_before_it_begins_and_an_exclusion_whenever() -> None:
    check_in_time(WINDOW, _AT)
    check_in_time(EXCLUSION, _AT)
    with pytest.raises(Conflict, match="before it begins"):
        check_in_time(WINDOW, WINDOW.starts_at)


def test_the_same_wish_is_the_same_whoever_asks_and_whatever_was_answered() -> None:
    other: Overlay = answered(WINDOW, OverlayState.AGREED, "buyer", _AT, None)
    assert same_wish(WINDOW, replace(other, asked_by="other", asked_at=_AT + _HOUR))
    assert not same_wish(WINDOW, replace(other, why="another reason"))
