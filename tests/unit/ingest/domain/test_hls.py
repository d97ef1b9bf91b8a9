from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.hls import Segment, read_playlist
from lokus_proto.v1.stream_state import ReasonKind

URL = "https://cam.example:8443/live/index.m3u8?key=1"
LIVE = """#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:17
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.0,
a/17.m4s
#EXTINF:3.9,
https://cam.example:8443/live/18.m4s
"""


def test_the_segments_of_a_live_playlist_are_numbered_and_lie_beside_it() -> None:
    playlist = read_playlist(LIVE.replace("\n", "\r\n"), URL)
    whole = "https://cam.example:8443/live/"
    assert playlist.segments == (
        Segment(17, f"{whole}a/17.m4s", f"{whole}init.mp4"),
        Segment(18, f"{whole}18.m4s", f"{whole}init.mp4"),
    )
    assert (playlist.target_seconds, playlist.ended) == (4.0, False)
    assert read_playlist(f"{LIVE}#EXT-X-ENDLIST", URL).ended


def test_the_best_variant_with_video_is_read() -> None:
    playlist = read_playlist(
        """#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=300000,CODECS="avc1.42e00a,mp4a.40.2"
low.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=2000000,CODECS="hvc1.1.6.L93"
high.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=9000000,CODECS="av01.0.05M"
other.m3u8
""",
        URL,
    )
    assert playlist.best().url == "https://cam.example:8443/live/high.m3u8"


def test_a_playlist_without_any_video_that_can_be_carried_says_so() -> None:
    playlist = read_playlist('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="mp4a.40.2"\na.m3u8\n', URL)
    with pytest.raises(SourceFailure, match=r"H\.264"):
        playlist.best()


@pytest.mark.parametrize(
    "named",
    [
        "http://cam.example:8443/live/1.ts",
        "https://cam.example/1.ts",
        "https://169.254.169.254/latest/meta-data",
        "//evil.example/1.ts",
        "https://cam.example:8443@evil.example/1.ts",
        "file:///etc/passwd",
        "data:,x",
        "rtsp://cam.example/1",
        "https://[oops/1.ts",
    ],
)
@pytest.mark.parametrize("line", ["{}", "#EXT-X-STREAM-INF:BANDWIDTH=1\n{}", '#EXT-X-MAP:URI="{}"'])
def test_a_playlist_leads_nowhere_else(named: str, line: str) -> None:
    with pytest.raises(SourceFailure, match="is not followed") as refused:
        read_playlist("#EXTM3U\n" + line.format(named), URL)
    assert refused.value.reason is ReasonKind.ADDRESS


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('#EXT-X-KEY:METHOD=AES-128,URI="k"', "encrypted"),
        ("#EXT-X-BYTERANGE:100@0", "parts of files"),
        ('#EXT-X-MAP:URI="a.mp4",BYTERANGE="100@0"', "parts of files"),
    ],
)
def test_what_takes_more_than_fetching_is_refused(line: str, told: str) -> None:
    with pytest.raises(SourceFailure, match=told) as refused:
        read_playlist(f"#EXTM3U\n{line}\n1.ts", URL)
    assert refused.value.reason is ReasonKind.CODEC


def test_segments_that_are_said_not_to_be_encrypted_are_read() -> None:
    assert read_playlist("#EXTM3U\n#EXT-X-KEY:METHOD=NONE\n1.ts", URL).segments


_LINES = st.sampled_from([*LIVE.splitlines(), "#EXT-X-MEDIA-SEQUENCE:-1", "#EXT-X-TARGETDURATION:nan", ".."])


@given(st.lists(_LINES | st.text(max_size=40)).map("\n".join))
def test_whatever_a_playlist_says_what_is_fetched_lies_beside_it(text: str) -> None:
    with suppress(SourceFailure):
        playlist = read_playlist(text, URL)
        named = [*(each.url for each in playlist.segments), *(each.url for each in playlist.variants)]
        assert all(url.startswith("https://cam.example:8443/") for url in named)
        assert 1 <= playlist.target_seconds <= 15
