from dataclasses import replace
from datetime import timedelta

from lokus_ingest.application.counting import Counting
from lokus_ingest.domain.periods import Period
from lokus_proto.subjects import StreamName
from lokus_proto.v1.stream_state import Phase
from support.clock import VirtualClock
from unit.ingest.samples import KEY, NOON

PERIOD = Period(NOON, NOON + timedelta(seconds=10), 1_000_000.0, 1_000_010.0, told=True)


def test_main_streams_are_told_by_tenant_and_others_not_at_all() -> None:
    counting = Counting(VirtualClock())
    for key in (KEY, replace(KEY, tenant="bogor"), replace(KEY, stream=StreamName.SUB)):
        counting.of(key)
    found = counting.close(PERIOD)
    assert {tenant: [each.camera for each in cameras] for tenant, cameras in found.items()} == {
        "jakarta": ["cam-1"],
        "bogor": ["cam-1"],
    }


def test_a_camera_that_nobody_is_to_pull_is_told_as_stopped_and_one_that_is_gone_once_more() -> None:
    clock = VirtualClock()
    counting = Counting(clock)
    counting.stop(KEY, held=True)
    assert [span.phase for span in counting.close(PERIOD)["jakarta"][0].spans] == [Phase.STOPPED]
    clock.seconds += 12
    counting.stop(KEY, held=False)
    second = replace(PERIOD, began_seconds=1_000_010.0, ended_seconds=1_000_020.0)
    assert [span.until_ms for span in counting.close(second)["jakarta"][0].spans] == [2000]
    third = replace(PERIOD, began_seconds=1_000_020.0, ended_seconds=1_000_030.0)
    assert counting.close(third) == {}


def test_counts_go_on_where_work_begins_anew() -> None:
    counting = Counting(VirtualClock())
    assert counting.of(KEY) is counting.of(KEY)
    counting.stop(replace(KEY, camera="never-held"), held=False)
    counting.stop(KEY, held=False)
    assert not counting.of(KEY).ended
