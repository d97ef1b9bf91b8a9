"""What a device says of its card: where a range is replayed, by which clock, and what odd answers become."""

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from integration.ingest.card.card_device import Recorded, give_card
from integration.ingest.onvif.scripted_device import ScriptedDevice, plain, real_device, running, soap
from lokus_ingest.adapters.onvif.cards import OnvifCards
from lokus_ingest.adapters.onvif.prober import Prober
from lokus_ingest.application.card.ports import CardPlan, Replay
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_kit.clock import SystemClock
from lokus_proto.v1.camera import OnvifSource
from lokus_proto.v1.probe import ProbeReason

CREDENTIALS = Credentials("admin", "secret")
START = datetime(2024, 2, 14, 1, 0, tzinfo=UTC)
UNTIL = START + timedelta(minutes=10)
URL = "rtsp://10.99.0.1:8554/replay?token=Recording_1"
REACHED = "rtsp://127.0.0.1:8554/replay?token=Recording_1"
ALL_DAY = Recorded("Recording_1", START - timedelta(hours=1), START + timedelta(hours=1))


async def anywhere(host: str) -> str:
    return host


async def plan(device: ScriptedDevice, *, offset: timedelta | None = None) -> CardPlan:
    async with running(device):
        source = OnvifSource(url=f"http://127.0.0.1:{device.port}/onvif/device_service")
        cards = OnvifCards(anywhere, SystemClock())
        return await cards.plan(source, CREDENTIALS, START, UNTIL, offset)


def with_card(*recordings: Recorded, offers: tuple[str, ...] = (), **members: object) -> ScriptedDevice:
    device = ScriptedDevice(**members)  # type: ignore[arg-type]
    give_card(device, recordings or (ALL_DAY,), URL, offers=offers)
    return device


async def test_a_range_is_replayed_from_the_host_that_was_reached() -> None:
    device = with_card()
    assert await plan(device) == CardPlan(timedelta(0), (Replay(REACHED, START, UNTIL),))
    assert device.refused == {}


async def test_all_results_of_a_search_are_read_and_what_has_no_video_is_left() -> None:
    minute = timedelta(minutes=1)
    device = with_card(
        Recorded("a", START, START + minute),
        Recorded("b", START + 2 * minute, START + 3 * minute),
        Recorded("c", START + 5 * minute, START + 6 * minute, tracks=("Metadata",)),
    )
    found = await plan(device)
    assert [each.start for each in found.replays] == [START, START + 2 * minute]
    assert device.asked["GetRecordingSearchResults"] == 2


async def test_a_range_is_asked_for_in_the_time_of_a_device_whose_clock_is_wrong() -> None:
    ahead = timedelta(days=-2000)
    device = with_card(Recorded("r", START + ahead, UNTIL + ahead), clock_offset=ahead)
    found = await plan(device)
    assert abs(found.ahead - ahead) < timedelta(seconds=3)
    (replay,) = found.replays
    assert abs(replay.start - (START + ahead)) < timedelta(seconds=3)


async def test_an_offset_that_was_used_before_stands() -> None:
    assert (await plan(with_card(), offset=timedelta(minutes=-7))).ahead == timedelta(minutes=-7)


@pytest.mark.parametrize("offers", [("recording", "replay"), ("search", "recording", "replay")])
async def test_a_device_whose_search_is_missing_or_broken_lists_its_recordings(
    offers: tuple[str, ...],
) -> None:
    device = with_card(offers=offers)
    device.answers["FindRecordings"] = lambda _: plain("not implemented", 500)
    assert (await plan(device)).replays == (Replay(REACHED, START, UNTIL),)


async def test_a_card_without_the_range_has_nothing_to_replay() -> None:
    old = Recorded("r", START - timedelta(days=9), START - timedelta(days=8))
    assert (await plan(with_card(old))).replays == ()


@pytest.mark.parametrize("offers", [("media",), ("search",), ("replay",)])
async def test_a_device_that_gives_nothing_out_says_so(offers: tuple[str, ...]) -> None:
    with pytest.raises(DeviceFailure, match="Profile G"):
        await plan(with_card(offers=offers))


ODD = {
    "empty": lambda _: soap(""),
    "another": lambda _: soap("<tds:GetServicesResponse/>"),
    "text": lambda _: plain("internal error", 500),
    "broken": lambda _: plain("<a:b/>"),
    "gone": lambda _: web.Response(status=404),
    "busy": lambda _: web.Response(status=503),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("operation", ["FindRecordings", "GetRecordingSearchResults", "GetReplayUri"])
async def test_whatever_a_device_answers_is_one_failure_with_a_sentence(operation: str, odd: str) -> None:
    device = with_card(offers=("search", "replay"))
    device.answers[operation] = ODD[odd]
    try:
        found = await plan(device)
    except DeviceFailure as failure:
        assert failure.sentence
    else:
        assert found.replays == ()


async def test_a_search_without_end_is_given_up() -> None:
    device = with_card()
    device.says(
        "GetRecordingSearchResults",
        '<tse:GetRecordingSearchResultsResponse xmlns:tse="http://www.onvif.org/ver10/search/wsdl">'
        "<tse:ResultList><tt:SearchState>Searching</tt:SearchState></tse:ResultList>"
        "</tse:GetRecordingSearchResultsResponse>",
    )
    del device.answers["GetRecordings"]
    with pytest.raises(DeviceFailure):
        await plan(device)


async def test_an_address_that_is_none_of_rtsp_is_refused() -> None:
    device = with_card()
    give_card(device, (ALL_DAY,), "file:///etc/passwd")
    with pytest.raises(DeviceFailure) as failed:
        await plan(device)
    assert failed.value.reason is ProbeReason.NOT_ONVIF


async def test_a_probe_tells_what_is_on_the_card() -> None:
    device = real_device()
    give_card(device, (ALL_DAY,), URL)
    async with running(device):
        report = await Prober(anywhere, SystemClock()).probe(f"127.0.0.1:{device.port}", CREDENTIALS)
    assert report.card is not None
    assert (report.card.recordings, report.card.start) == (1, ALL_DAY.start)
    assert report.main == "main"


async def test_a_probe_of_a_device_without_a_card_tells_none() -> None:
    async with running(real_device()) as device:
        report = await Prober(anywhere, SystemClock()).probe(f"127.0.0.1:{device.port}", CREDENTIALS)
    assert report.card is None
