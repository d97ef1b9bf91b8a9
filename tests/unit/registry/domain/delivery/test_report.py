from datetime import UTC, datetime, timedelta

from lokus_proto.v1.delivery_report import CameraSpans, DeliveryReport, Span
from lokus_proto.v1.stream_state import Phase
from lokus_registry.domain.delivery.report import Parts

NOON = datetime(2026, 2, 14, 12, tzinfo=UTC)


def part(sequence: int, number: int = 1, parts: int = 1, reporter: str = "ingest-1") -> DeliveryReport:
    camera = CameraSpans(camera=f"c{number}", spans=(Span(until_ms=10_000, phase=Phase.DELIVERING),))
    start = NOON + timedelta(seconds=10 * sequence)
    return DeliveryReport(
        reporter=reporter,
        sequence=sequence,
        part=number,
        parts=parts,
        start=start,
        end=start + timedelta(seconds=10),
        cameras=(camera,),
    )


def test_a_report_is_whole_once_all_its_parts_are_there_whatever_their_order() -> None:
    parts = Parts()
    assert list(parts.take("jakarta", part(1, 2, 3), 1)) == []
    assert list(parts.take("jakarta", part(1, 2, 3), 2)) == []
    assert list(parts.take("jakarta", part(1, 3, 3), 3)) == []
    (report,) = parts.take("jakarta", part(1, 1, 3), 4)
    assert [each.camera for each in report.cameras] == ["c1", "c2", "c3"]
    assert (report.tenant, report.reporter, report.sequence) == ("jakarta", "ingest-1", 1)


def test_what_is_never_whole_counts_as_it_is_when_the_next_begins() -> None:
    parts = Parts()
    assert list(parts.take("jakarta", part(1, 1, 2), 1)) == []
    assert [report.sequence for report in parts.take("jakarta", part(2), 2)] == [1, 2]
    assert list(parts.take("jakarta", part(3, 1, 2), 3)) == []
    assert list(parts.take("jakarta", part(2, 2, 2), 4)) == []
    assert list(parts.given_up(NOON)) == []
    assert [report.sequence for report in parts.given_up(NOON + timedelta(hours=1))] == [3]


def test_reading_goes_on_in_front_of_the_first_part_that_waits() -> None:
    parts = Parts()
    assert parts.needed_from(7) == 7
    list(parts.take("jakarta", part(1, 1, 2, "ingest-1"), 8))
    list(parts.take("bogor", part(1, 1, 2, "ingest-2"), 9))
    assert parts.needed_from(9) == 7
    list(parts.take("jakarta", part(1, 2, 2, "ingest-1"), 10))
    assert parts.needed_from(10) == 8


def test_a_camera_that_is_named_twice_is_taken_at_its_first_word() -> None:
    twice = part(1).model_copy(update={"cameras": (*part(1).cameras, *part(1).cameras)})
    (report,) = Parts().take("jakarta", twice, 1)
    assert len(report.cameras) == 1
