"""What is taken of descriptions; of those of real cameras, what FFmpeg's reader took is the oracle."""

import csv
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.failure import SourceFailure, Unreadable
from lokus_ingest.domain.rtsp.control import base_of, resolved
from lokus_ingest.domain.rtsp.message import Headers, Reply, read_message
from lokus_ingest.domain.rtsp.offer import Offered, audio_of, parameter_sets_of, video_of
from lokus_ingest.domain.rtsp.sdp import Format, read_description
from lokus_ingest.domain.rtsp.session_header import SessionHeader, TransportHeader, read_methods
from lokus_proto.v1.stream_state import ReasonKind

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data" / "rtsp_recorded"
needs_recordings = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the recorded replies are not at {SHARED}")
AS_FFMPEG_SAYS = {
    "h264": "h264",
    "h265": "hevc",
    "mpeg4-generic": "aac",
    "pcma": "pcm_alaw",
    "pcmu": "pcm_mulaw",
}
WITHOUT_SCHEME = "anjvision_describe.txt"
"""Its Content-Base lacks the scheme; FFmpeg asks for it as it is, which is no URL; we put it in front."""


@dataclass(frozen=True)
class Track:
    kind: str
    codec: str
    extradata_bytes: int
    url: str


def recorded(name: str) -> Reply:
    octets = (SHARED / name).read_bytes()
    if name.endswith("_sdp.txt"):
        return Reply(200, Headers((("content-base", "rtsp://HOST/stream/"),)), octets)
    found = read_message(octets)
    assert isinstance(found, Reply)
    return found


def extradata_bytes(each: Format) -> int:
    if each.codec in {"h264", "h265"}:
        return len(parameter_sets_of(each))
    return len(bytes.fromhex(each.fmtp.get("config", "")))


def tracks_of(name: str) -> list[Track]:
    reply = recorded(name)
    base = base_of("rtsp://HOST/stream/", reply.headers.first("content-base"), None)
    description = read_description(reply.body)

    def track(offered: Offered) -> Track:
        medium, each = offered
        url = urlsplit(resolved(base, medium.control))
        here = url._replace(netloc="HOST").geturl()
        return Track(medium.kind, AS_FFMPEG_SAYS[each.codec], extradata_bytes(each), here)

    found = [video_of(description), audio_of(description)]
    order = [medium.kind for medium in description.media]
    taken = [track(offered) for offered in found if offered is not None]
    return sorted(taken, key=lambda each: order.index(each.kind))


def seen_by_ffmpeg() -> dict[str, list[Track]]:
    if not SHARED.is_dir():
        return {}
    found: dict[str, list[Track]] = {}
    with (SHARED / "tracks_seen_by_ffmpeg.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            track = Track(row["kind"], row["codec"], int(row["extradata_bytes"]), row["setup_url"])
            found.setdefault(row["file"], []).append(track)
    return found


@needs_recordings
@pytest.mark.parametrize("name", list(seen_by_ffmpeg()))
def test_real_cameras_offer_us_what_they_offer_ffmpeg(name: str) -> None:
    found, tracks = tracks_of(name), seen_by_ffmpeg()[name]
    if name == WITHOUT_SCHEME:
        (track,) = tracks
        tracks = [Track(track.kind, track.codec, track.extradata_bytes, "rtsp://HOST/stream0/trackID=1")]
    assert found == tracks


@needs_recordings
def test_every_recorded_description_is_held_to_the_oracle() -> None:
    names = {path.name for path in SHARED.glob("*describe*.txt")} | {p.name for p in SHARED.glob("*_sdp.txt")}
    assert names == set(seen_by_ffmpeg())


@needs_recordings
def test_every_recorded_reply_of_a_session_is_read() -> None:
    replies = [path for path in SHARED.glob("*.txt") if path.name != "LICENSE-MIT.txt"]
    for path in replies:
        if path.name.endswith("_sdp.txt"):
            continue
        reply = recorded(path.name)
        assert reply.status == 200, path.name
        stays = SessionHeader.read(reply.headers.first("session") or "")
        if "_setup" in path.name:
            assert stays is not None, path.name
            settled = TransportHeader.read(reply.headers.first("transport") or "")
            assert settled.within_connection is not path.name.startswith("h264dvr"), path.name
            assert settled.channel == (2 if path.name == "gw_main_setup_audio.txt" else 0) or (
                not settled.within_connection and settled.channel is None
            )
    known = read_methods(recorded("dahua_options.txt").headers.first("public"))
    assert "GET_PARAMETER" in known


def offers(sdp: str) -> tuple[Offered, Offered | None]:
    description = read_description(sdp.replace("|", "\r\n").encode())
    return video_of(description), audio_of(description)


H264 = "m=video 0 RTP/AVP 96|a=rtpmap:96 H264/90000|"


def test_the_first_video_that_we_know_is_taken() -> None:
    jpeg = "m=video 0 RTP/AVP 26|a=control:jpeg|"
    (medium, each), audio = offers(jpeg + "m=video 0 RTP/AVP 97 96|a=rtpmap:96 H265/90000|a=control:good|")
    assert (medium.control, each.codec, each.payload_type, audio) == ("good", "h265", 96, None)


def test_a_video_that_is_marked_as_a_back_channel_is_taken_if_there_is_no_other() -> None:
    marked = H264 + "a=sendonly|a=control:marked|"
    assert offers(marked)[0][0].control == "marked"
    assert offers(marked + H264 + "a=control:plain|")[0][0].control == "plain"


def test_audio_that_we_do_not_know_or_that_is_for_talking_back_is_left_alone() -> None:
    back = "m=audio 0 RTP/AVP 0|a=sendonly|"
    odd = "m=audio 0 RTP/AVP 97|a=rtpmap:97 G726-32/8000|"
    assert offers(H264 + back + odd)[1] is None
    taken = offers(H264 + back + odd + "m=audio 0 RTP/AVP 8|a=control:talk|")[1]
    assert taken is not None
    assert (taken[0].control, taken[1].codec) == ("talk", "pcma")


@pytest.mark.parametrize(
    ("sdp", "reason", "unreadable"),
    [
        ("", ReasonKind.NO_VIDEO, False),
        ("m=audio 0 RTP/AVP 8|", ReasonKind.NO_VIDEO, False),
        ("m=video 0 RTP/AVP 26|", ReasonKind.CODEC, False),
        ("m=video 0 RTP/AVP 96|a=rtpmap:96 MP4V-ES/90000|", ReasonKind.CODEC, False),
        ("m=video 0 RTP/AVP 33|", ReasonKind.CODEC, True),
        ("m=video 0 RTP/AVP 96|", ReasonKind.CODEC, True),
        ("m=video 0 RTP/SAVP 96|a=rtpmap:96 H264/90000|", ReasonKind.CODEC, True),
    ],
    ids=["nothing", "no-video", "jpeg", "mpeg-4", "mpeg-ts", "unnamed", "encrypted"],
)
def test_what_is_not_for_us_says_why(sdp: str, reason: ReasonKind, *, unreadable: bool) -> None:
    with pytest.raises(SourceFailure) as refused:
        offers(sdp)
    assert refused.value.reason is reason
    assert isinstance(refused.value, Unreadable) is unreadable


@pytest.mark.parametrize("padding", ["==", "=", ""])
def test_base64_may_lack_its_end_and_damaged_sets_are_left_out(padding: str) -> None:
    video = Format(96, "h264", 90_000, {"sprop-parameter-sets": f"aO48gA{padding}, !,x,"})
    assert parameter_sets_of(video) == b"\x00\x00\x00\x01" + bytes.fromhex("68ee3c80")


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_parameter_sets(text: str) -> None:
    video = Format(96, "h264", 90_000, {"sprop-parameter-sets": text})
    assert len(parameter_sets_of(video)) <= 5 * len(text) + 5
