from prometheus_client import CollectorRegistry

from lokus_ingest.adapters.metrics import IngestMetrics, WorkerMetrics
from lokus_ingest.application.live_stream import LiveStream
from lokus_ingest.application.outlet import Outlet
from lokus_ingest.application.tally import Loss, Tally
from lokus_ingest.domain.spans import Spans
from lokus_proto.media import Codec
from lokus_proto.v1.media_interest import InterestRequest
from lokus_proto.v1.stream_state import Reader
from support.virtual_clock import SteppedClock
from unit.ingest.outbound import MemoryOutbound
from unit.ingest.samples import KEY, SETS, key_picture
from unit.ingest.worker_fleet import fleet


async def test_what_was_counted_is_scraped() -> None:
    tally = Tally()
    stream = LiveStream(KEY, SteppedClock(), tally, Outlet(KEY, MemoryOutbound(), tally), Spans(0.0))
    stream.opened(Codec.H264, SETS, reader=Reader.RTSP)
    stream.take(key_picture(0))
    stream.answer(InterestRequest(reader="r", lease_seconds=6))
    tally.lost[Loss.BUS] += 3
    registry = CollectorRegistry()
    registry.register(IngestMetrics(tally, lambda: [stream], lambda: 3, lambda: 7))

    assert registry.get_sample_value("lokus_ingest_streams", {"phase": "delivering"}) == 1
    assert registry.get_sample_value("lokus_ingest_streams", {"phase": "failed"}) == 0
    assert registry.get_sample_value("lokus_ingest_open_streams", {"reader": "rtsp"}) == 1
    assert registry.get_sample_value("lokus_ingest_open_streams", {"reader": "pyav"}) == 0
    assert registry.get_sample_value("lokus_ingest_readers") == 1
    assert registry.get_sample_value("lokus_ingest_access_units_total") == 1
    assert registry.get_sample_value("lokus_ingest_runs_total") == 1
    assert registry.get_sample_value("lokus_ingest_lost_access_units_total", {"where": "bus"}) == 3
    assert registry.get_sample_value("lokus_ingest_failures_total", {"reason": "busy"}) == 0
    assert registry.get_sample_value("lokus_ingest_admission_waiting") == 7
    assert registry.get_sample_value("lokus_ingest_admissions_total") == 0


async def test_what_a_worker_sees_of_the_fleet_is_scraped() -> None:
    async with fleet("a", "b") as (board, _, (a, _)):
        registry = CollectorRegistry()
        registry.register(WorkerMetrics(a.ownership, a.tally))
        assert registry.get_sample_value("lokus_ingest_workers") == 2
        assert registry.get_sample_value("lokus_ingest_owned_cameras") == len(a.mine)
        assert registry.get_sample_value("lokus_ingest_takeovers_total") == len(a.mine)
        assert registry.get_sample_value("lokus_ingest_epoch") == board.sequence
