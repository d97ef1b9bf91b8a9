from dataclasses import replace
from datetime import timedelta

import pytest

from lokus_kit.errors import Conflict, Invalid
from lokus_registry.domain.recording_hold import (
    OPEN_AT_MOST,
    RecordingHold,
    check_number,
    check_range,
    same_hold,
)
from unit.registry.cast import MOMENT, OWNER

HOLD = RecordingHold(
    id="h1",
    camera="c1",
    organisation="kpu",
    starts_at=MOMENT,
    ends_at=MOMENT + timedelta(hours=1),
    reason="Laporan",
    case_reference="LP/1",
    placed_by="somebody@kpu",
    placed_at=MOMENT,
)


def test_a_hold_is_lifted_once() -> None:
    lifted = HOLD.lifted(OWNER, MOMENT, "Selesai")
    assert HOLD.open
    assert not lifted.open
    assert (lifted.lifted_by, lifted.lifted_organisation) == (OWNER.subject, "kpu")
    with pytest.raises(Conflict, match="was lifted by somebody@kpu"):
        lifted.lifted(OWNER, MOMENT, "again")


def test_ingest_is_told_the_range_and_not_why() -> None:
    told = HOLD.told()
    assert (told.id, told.start, told.end) == ("h1", HOLD.starts_at, HOLD.ends_at)
    assert "Laporan" not in told.model_dump_json()


@pytest.mark.parametrize("seconds", [-1, 0, 0.5])
def test_a_range_lasts_a_second_at_least(seconds: float) -> None:
    with pytest.raises(Invalid, match="until"):
        check_range(MOMENT, MOMENT + timedelta(seconds=seconds))


def test_a_range_may_be_open_or_lie_ahead() -> None:
    check_range(MOMENT, None)
    check_range(MOMENT, MOMENT + timedelta(days=9000))


def test_the_same_is_found_whoever_sends_it_and_whenever() -> None:
    again = replace(HOLD, id="h2", placed_by="other@kpu", placed_at=MOMENT + timedelta(hours=9))
    assert same_hold([HOLD], again) is HOLD
    assert same_hold([HOLD], replace(again, reason="other")) is None


def test_a_camera_has_so_many_open_holds_and_no_more() -> None:
    check_number(OPEN_AT_MOST - 1, "c1")
    with pytest.raises(Conflict, match="lift some"):
        check_number(OPEN_AT_MOST, "c1")
