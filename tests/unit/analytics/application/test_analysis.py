from datetime import UTC, datetime, timedelta

from lokus_analytics.adapters.opencv_background import OpencvBackground
from lokus_analytics.adapters.pyav_decoder import PyavDecoder
from lokus_analytics.application.analysis import Analysis, Sighting
from lokus_analytics.domain.hysteresis import Ending, Over
from lokus_proto.media import AccessUnit

START = datetime(2026, 1, 1, tzinfo=UTC)


def eyes() -> Analysis:
    return Analysis(PyavDecoder(), OpencvBackground)


def seconds_of(moment: datetime) -> float:
    return (moment - START).total_seconds()


def test_a_car_that_drives_through_begins_and_ends_one_event(clip: list[AccessUnit]) -> None:
    sighting, over = eyes().look(clip).changes
    assert isinstance(sighting, Sighting)
    assert isinstance(over, Over)
    assert 6.0 <= seconds_of(sighting.began.at) <= 7.5
    assert 8.5 <= seconds_of(over.at) <= 9.5
    assert over.ending is Ending.QUIET


def test_the_box_lies_on_the_way_of_the_car(clip: list[AccessUnit]) -> None:
    over = eyes().look(clip).changes[-1]
    assert isinstance(over, Over)
    assert 0.4 <= over.box.top <= 200 / 360
    assert 250 / 360 <= over.box.bottom <= 0.8
    assert over.box.right - over.box.left > 0.6


def test_the_sighting_holds_its_picture(clip: list[AccessUnit]) -> None:
    sighting = eyes().look(clip).changes[0]
    assert isinstance(sighting, Sighting)
    assert sighting.jpeg.content.startswith(b"\xff\xd8")
    assert (sighting.jpeg.width, sighting.jpeg.height) == (640, 360)
    assert sighting.pts_90k == round(seconds_of(sighting.began.at) * 90_000)


def test_every_picture_is_decoded_but_only_five_a_second_are_looked_at(clip: list[AccessUnit]) -> None:
    findings = eyes().look(clip)
    assert (findings.decoded, findings.analysed) == (140, 70)


def test_a_new_run_ends_an_open_event_as_lost(clip: list[AccessUnit]) -> None:
    analysis = eyes()
    analysis.look(clip[:80])
    later = [unit._replace(run=2, captured_at=unit.captured_at + timedelta(seconds=8.5)) for unit in clip[:5]]
    (over,) = analysis.look(later).changes
    assert isinstance(over, Over)
    assert over.ending is Ending.STREAM_LOST


def test_closing_ends_an_open_event_as_lost(clip: list[AccessUnit]) -> None:
    analysis = eyes()
    analysis.look(clip[:80])
    (over,) = analysis.close()
    assert over.ending is Ending.STREAM_LOST


def test_units_that_cannot_be_decoded_are_counted_and_passed_over(clip: list[AccessUnit]) -> None:
    broken = [unit._replace(payload=b"\0\0\0\1\x67rubbish") for unit in clip[20:25]]
    findings = eyes().look([*clip[:20], *broken, *clip[40:]])
    assert findings.undecodable >= 1
    assert [type(change) for change in findings.changes] == [Sighting, Over]
