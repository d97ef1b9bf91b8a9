import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from lokus_ingest.application import delivery_reporter
from lokus_ingest.application.attention import Attention
from lokus_ingest.application.counting import Counting
from lokus_ingest.application.delivery_reporter import DeliveryReporter, Letter, in_parts
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.errors import Unavailable
from lokus_proto.subjects import StreamName
from lokus_proto.v1.delivery_report import MAX_CAMERAS, MAX_SPANS, CameraSpans, DeliveryReport, Span
from lokus_proto.v1.stream_state import Phase
from support.virtual_clock import SteppedClock, settle
from unit.ingest.samples import KEY


class MemoryPost:
    """The port `Post` in memory; `away`: nothing goes out."""

    def __init__(self) -> None:
        self.away = False
        self.sent: list[tuple[str, DeliveryReport]] = []
        self._written: dict[str, tuple[str, DeliveryReport]] = {}

    def letter(self, tenant: str, report: DeliveryReport) -> Letter:
        key = f"{tenant}-{report.sequence}-{report.part}"
        self._written[key] = (tenant, report)
        return Letter(tenant, b"." * 100, key, report.end)

    async def send(self, letter: Letter) -> None:
        if self.away:
            raise Unavailable("the bus is away")
        self.sent.append(self._written[letter.id])


class Rig:
    def __init__(self) -> None:
        self.clock, self.tally, self.post = SteppedClock(), Tally(), MemoryPost()
        self.counting = Counting(self.clock)
        self.counting.of(KEY)
        self.attention = Attention(self.clock, self.tally, self.counting.absent)
        self.reporter = DeliveryReporter(
            "ingest-1", self.counting, self.attention, self.post, self.clock, self.tally
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            works = (self.attention.run(), self.reporter.close(), self.reporter.send())
            running = [tasks.create_task(work) for work in works]
            await settle()
            yield
            for task in running:
                task.cancel()

    @property
    def reports(self) -> list[DeliveryReport]:
        return [report for _, report in self.post.sent]


async def test_a_report_a_period_in_order_without_a_gap() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(35)
    assert [report.sequence for report in rig.reports] == [1, 2, 3]
    assert all(report.end.timestamp() % 10 == 0 for report in rig.reports)
    assert [one.end for one in rig.reports[:-1]] == [other.start for other in rig.reports[1:]]
    assert rig.tally.reports_sent == 3


async def test_each_tenant_has_reports_and_sequences_of_its_own() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(10)
        rig.counting.of(StreamKey("bogor", "cam-9", StreamName.MAIN))
        await rig.clock.advance(10)
    told = [(tenant, report.sequence, report.cameras[0].camera) for tenant, report in rig.post.sent]
    assert told == [("jakarta", 1, "cam-1"), ("jakarta", 2, "cam-1"), ("bogor", 1, "cam-9")]


async def test_what_the_bus_did_not_take_is_sent_later_in_order() -> None:
    rig = Rig()
    rig.post.away = True
    async with rig.running():
        await rig.clock.advance(60)
        assert rig.reporter.waiting == 6
        rig.post.away = False
        await rig.clock.advance(10)
    assert [report.sequence for report in rig.reports] == [1, 2, 3, 4, 5, 6, 7]
    assert (rig.reporter.waiting, rig.tally.reports_lost) == (0, 0)


async def test_after_an_hour_the_oldest_go_and_are_counted() -> None:
    rig = Rig()
    rig.post.away = True
    async with rig.running():
        await rig.clock.advance(3600 + 100)
        rig.post.away = False
        await rig.clock.advance(10)
    assert rig.tally.reports_lost == 9
    assert [report.sequence for report in rig.reports] == list(range(10, 372))
    assert rig.reports[-1].end - rig.reports[0].end <= delivery_reporter.KEEP + timedelta(seconds=20)


async def test_the_last_period_is_sent_before_the_end() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(13)
        await rig.reporter.finish()
    assert [report.sequence for report in rig.reports] == [1, 2]
    assert (rig.reports[1].end - rig.reports[1].start).total_seconds() == 3


def _camera(number: int, spans: int) -> CameraSpans:
    each = tuple(Span(until_ms=until + 1, phase=Phase.FAILED) for until in range(spans))
    return CameraSpans(camera=f"c{number}", spans=each)


def test_a_large_report_is_cut_into_parts_that_name_each_camera_once() -> None:
    cameras = [_camera(number, 1) for number in range(4500)] + [_camera(9999, MAX_SPANS - 1)]
    parts = list(in_parts(cameras))
    assert [camera for part in parts for camera in part] == cameras
    assert all(len(part) <= MAX_CAMERAS for part in parts)
    assert all(sum(len(camera.spans) for camera in part) <= MAX_SPANS for part in parts)
