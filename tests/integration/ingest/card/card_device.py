"""The ONVIF device before a scripted card: it finds its recordings and says where they are replayed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from xml.sax.saxutils import escape

from aiohttp import web

from integration.ingest.onvif.scripted_device import ScriptedDevice, soap

SERVICES = {
    "media": "http://www.onvif.org/ver10/media/wsdl",
    "search": "http://www.onvif.org/ver10/search/wsdl",
    "replay": "http://www.onvif.org/ver10/replay/wsdl",
    "recording": "http://www.onvif.org/ver10/recording/wsdl",
}


@dataclass(frozen=True)
class Recorded:
    """A recording as the device tells of it."""

    token: str
    start: datetime
    until: datetime
    source: str = "profile_1"
    tracks: tuple[str, ...] = ("Video", "Audio")
    status: str = "Stopped"

    def xml(self) -> str:
        start, until = (f"{each:%Y-%m-%dT%H:%M:%S.%fZ}" for each in (self.start, self.until))
        tracks = "".join(
            f"<tt:Track><tt:TrackToken>{kind}1</tt:TrackToken><tt:TrackType>{kind}</tt:TrackType>"
            f"<tt:Description/><tt:DataFrom>{start}</tt:DataFrom><tt:DataTo>{until}</tt:DataTo></tt:Track>"
            for kind in self.tracks
        )
        return (
            f"<tt:RecordingInformation><tt:RecordingToken>{self.token}</tt:RecordingToken><tt:Source>"
            f"<tt:SourceId>{self.source}</tt:SourceId><tt:Name>camera</tt:Name><tt:Location/>"
            "<tt:Description/><tt:Address/></tt:Source>"
            f"<tt:EarliestRecording>{start}</tt:EarliestRecording>"
            f"<tt:LatestRecording>{until}</tt:LatestRecording><tt:Content/>{tracks}"
            f"<tt:RecordingStatus>{self.status}</tt:RecordingStatus></tt:RecordingInformation>"
        )


def give_card(
    device: ScriptedDevice, recordings: Sequence[Recorded], replay_url: str, *, offers: Sequence[str] = ()
) -> None:
    """Have a device offer what it recorded; its addresses are those of a network that is not reachable."""
    services = "".join(
        f"<tds:Service><tds:Namespace>{SERVICES[name]}</tds:Namespace>"
        "<tds:XAddr>http://10.99.0.1/onvif/services</tds:XAddr>"
        "<tds:Version><tt:Major>2</tt:Major><tt:Minor>5</tt:Minor></tds:Version></tds:Service>"
        for name in (offers or SERVICES)
    )
    device.says("GetServices", f"<tds:GetServicesResponse>{services}</tds:GetServicesResponse>")
    start = min((each.start for each in recordings), default=None)
    until = max((each.until for each in recordings), default=None)
    device.says(
        "GetRecordingSummary",
        '<tse:GetRecordingSummaryResponse xmlns:tse="http://www.onvif.org/ver10/search/wsdl"><tse:Summary>'
        f"<tt:DataFrom>{start or device.now():%Y-%m-%dT%H:%M:%SZ}</tt:DataFrom>"
        f"<tt:DataUntil>{until or device.now():%Y-%m-%dT%H:%M:%SZ}</tt:DataUntil>"
        f"<tt:NumberRecordings>{len(recordings)}</tt:NumberRecordings>"
        "</tse:Summary></tse:GetRecordingSummaryResponse>",
    )
    device.says(
        "FindRecordings",
        '<tse:FindRecordingsResponse xmlns:tse="http://www.onvif.org/ver10/search/wsdl">'
        "<tse:SearchToken>Search_1</tse:SearchToken></tse:FindRecordingsResponse>",
    )
    replies = count()

    def results(_: str) -> web.StreamResponse:
        """The first has one recording and says that it goes on; the second has the others."""
        first = next(replies) % 2 == 0 and len(recordings) > 1
        found = recordings[:1] if first else recordings[1 if len(recordings) > 1 else 0 :]
        return soap(
            '<tse:GetRecordingSearchResultsResponse xmlns:tse="http://www.onvif.org/ver10/search/wsdl">'
            f"<tse:ResultList><tt:SearchState>{'Searching' if first else 'Completed'}</tt:SearchState>"
            f"{''.join(each.xml() for each in found)}</tse:ResultList>"
            "</tse:GetRecordingSearchResultsResponse>"
        )

    device.answers["GetRecordingSearchResults"] = results
    device.says(
        "GetRecordings",
        '<trc:GetRecordingsResponse xmlns:trc="http://www.onvif.org/ver10/recording/wsdl">'
        + "".join(_item(each) for each in recordings)
        + "</trc:GetRecordingsResponse>",
    )
    device.says(
        "GetReplayUri",
        '<trp:GetReplayUriResponse xmlns:trp="http://www.onvif.org/ver10/replay/wsdl">'
        f"<trp:Uri>{escape(replay_url)}</trp:Uri></trp:GetReplayUriResponse>",
    )


def _item(recorded: Recorded) -> str:
    tracks = "".join(
        f"<tt:Track><tt:TrackToken>{kind}1</tt:TrackToken><tt:Configuration><tt:TrackType>{kind}"
        "</tt:TrackType><tt:Description/></tt:Configuration></tt:Track>"
        for kind in recorded.tracks
    )
    return (
        f"<trc:RecordingItem><tt:RecordingToken>{recorded.token}</tt:RecordingToken><tt:Configuration>"
        f"<tt:Source><tt:SourceId>{recorded.source}</tt:SourceId><tt:Name>camera</tt:Name><tt:Location/>"
        "<tt:Description/><tt:Address/></tt:Source><tt:Content/>"
        "<tt:MaximumRetentionTime>PT0S</tt:MaximumRetentionTime></tt:Configuration>"
        f"<tt:Tracks>{tracks}</tt:Tracks></trc:RecordingItem>"
    )
