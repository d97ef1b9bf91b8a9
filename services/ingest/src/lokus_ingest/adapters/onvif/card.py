"""The card of a camera, as ONVIF Profile G tells of it: Recording Search and Replay.

The search is asked first. A device without one that works lists its recordings instead, without their times:
its replay then says what there is. Every address is that of the device that was reached.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from lokus_ingest.adapters.onvif.reading import part, reading, text, whole_number
from lokus_ingest.domain.onvif.card import CardRecording
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_proto.v1.probe import ProbedCard, ProbeReason

if TYPE_CHECKING:
    from lokus_ingest.adapters.onvif.device import Device

SEARCH: Final = "search"
REPLAY: Final = "replay"
RECORDING: Final = "recording"
MOST_RECORDINGS: Final = 1000
MOST_ASKED: Final = 60
_AT_ONCE: Final = 100
_SETUP: Final = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}
_VIDEO: Final = "video"
_COMPLETED: Final = "completed"


def has_card(device: "Device") -> bool:
    """Whether what the device recorded can be had from it."""
    return device.offers(REPLAY) and (device.offers(SEARCH) or device.offers(RECORDING))


async def summary(device: "Device") -> ProbedCard:
    """How much a card holds."""
    if not device.offers(SEARCH):
        return ProbedCard(recordings=len(await _listed(device)))
    reply = await device.call(SEARCH, "GetRecordingSummary")
    with reading("GetRecordingSummary"):
        number = whole_number(reply, "NumberRecordings") or 0
        start, until = _moment(reply, "DataFrom"), _moment(reply, "DataUntil")
    return ProbedCard(recordings=number, start=start, until=until)


async def recordings(device: "Device") -> list[CardRecording]:
    """The recordings of a card that have video; DeviceFailure if it has none that can be had."""
    if not has_card(device):
        raise DeviceFailure(
            ProbeReason.FAULT, "the device does not give out what is on its card (ONVIF Profile G)"
        )
    if device.offers(SEARCH):
        try:
            return await _searched(device)
        except DeviceFailure as failure:
            if failure.reason is ProbeReason.AUTHENTICATION or not device.offers(RECORDING):
                raise
    return await _listed(device)


async def replay_uri(device: "Device", recording: str) -> str:
    """Where a recording is replayed, on the host that was reached."""
    reply = await device.call(REPLAY, "GetReplayUri", {"StreamSetup": _SETUP, "RecordingToken": recording})
    with reading("GetReplayUri"):
        found = device.target.replay(str(reply) if reply is not None else None)
    if found is None:
        raise DeviceFailure(ProbeReason.NOT_ONVIF, "GetReplayUri: the device gave no RTSP address")
    return found


async def _searched(device: "Device") -> list[CardRecording]:
    """Section 5.6 of the Recording Search specification: begin, ask for results until it is completed."""
    begun = await device.call(
        SEARCH,
        "FindRecordings",
        {"Scope": {}, "MaxMatches": MOST_RECORDINGS, "KeepAliveTime": timedelta(seconds=30)},
    )
    asked = {
        "SearchToken": begun,
        "MinResults": 1,
        "MaxResults": _AT_ONCE,
        "WaitTime": timedelta(seconds=5),
    }
    found: list[CardRecording] = []
    for _ in range(MOST_ASKED):
        reply = await device.call(SEARCH, "GetRecordingSearchResults", asked)
        with reading("GetRecordingSearchResults"):
            found += _with_video(part(reply, "RecordingInformation"))
            if (text(reply, "SearchState") or "").lower() == _COMPLETED or len(found) >= MOST_RECORDINGS:
                return found[:MOST_RECORDINGS]
    raise DeviceFailure(ProbeReason.TIMED_OUT, "GetRecordingSearchResults: the search did not come to an end")


async def _listed(device: "Device") -> list[CardRecording]:
    items = await device.call(RECORDING, "GetRecordings")
    with reading("GetRecordings"):
        return [
            CardRecording(token, text(each, "Configuration", "Source", "SourceId") or "")
            for each in islice(items or (), MOST_RECORDINGS)
            if (token := text(each, "RecordingToken"))
            and _is_video(part(each, "Tracks", "Track"), "Configuration", "TrackType")
        ]


def _with_video(found: Any) -> list[CardRecording]:
    return [
        recording
        for each in islice(found or (), MOST_RECORDINGS)
        if _is_video(part(each, "Track"), "TrackType") and (recording := _recording(each)) is not None
    ]


def _recording(found: Any) -> CardRecording | None:
    """What the device says of the video is narrower than of the whole, where it says that."""
    token = text(found, "RecordingToken")
    if token is None:
        return None
    tracks = [each for each in part(found, "Track") or () if _is(each, "TrackType")]
    starts = [moment for each in tracks if (moment := _moment(each, "DataFrom"))]
    ends = [moment for each in tracks if (moment := _moment(each, "DataTo"))]
    goes_on = (text(found, "RecordingStatus") or "").lower() == "recording"
    return CardRecording(
        token,
        text(found, "Source", "SourceId") or "",
        min(starts, default=None) or _moment(found, "EarliestRecording"),
        None if goes_on else max(ends, default=None) or _moment(found, "LatestRecording"),
    )


def _is_video(tracks: Sequence[Any] | None, *names: str) -> bool:
    """A recording that names no tracks is taken for one with video."""
    return not tracks or any(_is(each, *names) for each in islice(tracks, MOST_RECORDINGS))


def _is(track: Any, *names: str) -> bool:
    return (text(track, *names) or "").lower() == _VIDEO


def _moment(whole: Any, name: str) -> datetime | None:
    """A time that the device tells; one without a zone is UTC (ONVIF Core, 5.12.6)."""
    found = part(whole, name)
    if not isinstance(found, datetime):
        return None
    return found.astimezone(UTC) if found.tzinfo is not None else found.replace(tzinfo=UTC)
