from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Conflict
from lokus_proto.v1.alarm import AlarmKind
from lokus_registry.domain.custody.alarm import Alarm, Cause, check_unanswered, settlement

_NOON = datetime(2026, 2, 13, 12, tzinfo=UTC)
_ALARM = Alarm("a1", AlarmKind.LEG_OVERDUE, "tps-1", "shipments/s", "legs/l", "late", ("kpu",), _NOON)
_KEYS = st.sets(st.sampled_from("abcdef"))


def _cause(key: str) -> Cause:
    return Cause(key, AlarmKind.LEG_OVERDUE, "tps-1", "late", frozenset({"kpu"}))


@given(_KEYS, _KEYS)
def test_after_a_settlement_one_alarm_is_open_for_each_cause(wrong: set[str], told: set[str]) -> None:
    todo = settlement([_cause(key) for key in wrong], [replace(_ALARM, cause=key) for key in told])
    raised = [cause.key for cause in todo.to_raise]
    ended = [alarm.cause for alarm in todo.to_end]
    assert sorted([*(told - set(ended)), *raised]) == sorted(wrong)
    assert set(ended) <= told


def test_what_the_bus_hears_joins_beginning_and_end() -> None:
    raised, ended = _ALARM.raised(), _ALARM.ended(_NOON)
    assert (raised.alarm, raised.cause, raised.detail) == ("a1", "legs/l", "late")
    assert ended.model_dump(exclude={"ended_at"}) == raised.model_dump(exclude={"detail"})


def test_the_first_answer_stands() -> None:
    check_unanswered(_ALARM)
    with pytest.raises(Conflict, match=r"kpu\.admin at 2026-02-13T12:00:00"):
        check_unanswered(replace(_ALARM, acknowledged_at=_NOON, acknowledged_by="kpu.admin"))
