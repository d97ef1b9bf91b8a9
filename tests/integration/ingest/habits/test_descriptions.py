"""What cameras say of themselves: odd descriptions, media that nobody wants, nonsense in answers."""

from collections.abc import Callable

import pytest

from integration.ingest.habits.at_once import at_once
from integration.ingest.habits.camera import Camera, Request, Session
from integration.ingest.habits.footage import INTERVAL_90K
from integration.ingest.habits.line import Line
from integration.ingest.habits.pull import pulling
from lokus_ingest.adapters.rtsp_source import RtspSource
from lokus_ingest.application.ports import Source
from lokus_ingest.domain.sound import Sound

METADATA = (
    "m=application 0 RTP/AVP 107\r\na=rtpmap:107 vnd.onvif.metadata/90000\r\na=control:metadata\r\n"
    "a=recvonly\r\n"
)
BACK_CHANNEL = (
    "m=audio 0 RTP/AVP 0 8 9 14 26 96 97 98 99 100 101 102 103 104 105 106 107 108 109 110\r\n"
    "a=control:backchannel\r\na=sendonly\r\n"
    + "".join(f"a=rtpmap:{number} G726-{number}/8000\r\n" for number in range(96, 111))
)


def edited(edit: Callable[[str], str]) -> Camera:
    """A camera whose description is edited before it is sent."""

    class Edited(Camera):
        def sdp(self) -> str:
            return edit(super().sdp())

    return Edited()


def without(*kinds: str) -> Callable[[str], str]:
    """Leave out the session's lines of some kinds."""

    def edit(sdp: str) -> str:
        session, m, media = sdp.partition("m=")
        kept = [line for line in session.splitlines(keepends=True) if line[:2] not in kinds]
        return "".join(kept) + m + media

    return edit


def replacing(old: str, new: str) -> Callable[[str], str]:
    def edit(sdp: str) -> str:
        assert old in sdp
        return sdp.replace(old, new)

    return edit


ODD = {
    "no-v": without("v="),
    "no-o-s-t": without("o=", "s=", "t="),
    "short-o": replacing("o=- 1 1 IN IP4 127.0.0.1", "o=- 1"),
    "short-c": replacing("c=IN IP4 0.0.0.0", "c=IN"),
    "no-c": without("c="),
    "repeated-s": replacing("s=camera", "s=camera\r\ns=\r\ns=camera again"),
    "no-session-control": replacing("a=control:*\r\n", ""),
    "spaces": replacing("a=rtpmap:96 H264/90000", "a=rtpmap: 96  H264/90000 "),
    "bare-line-feeds": replacing("\r\n", "\n"),
    "lower-case": replacing("H264/90000", "h264/90000"),
    "blank-lines": replacing("t=0 0\r\n", "t=0 0\r\n\r\n"),
}


async def test_an_invalid_description_is_read_leniently(source: Source) -> None:
    async def check(edit: Callable[[str], str]) -> None:
        async with edited(edit).serving() as camera, pulling(source, camera.url) as seen:
            await seen.units_come(3)

    await at_once(ODD, check)


@pytest.mark.parametrize(
    "edit",
    [
        lambda sdp: sdp + METADATA + BACK_CHANNEL,
        lambda sdp: sdp.replace("m=video", BACK_CHANNEL + METADATA + "m=video"),
    ],
    ids=["behind", "in-front"],
)
async def test_media_that_nobody_uses_are_passed_over(source: Source, edit: Callable[[str], str]) -> None:
    async with edited(edit).serving() as camera, pulling(source, camera.url) as seen:
        await seen.units_come(3)
    setups = [request.url for request in camera.requests if request.method == "SETUP"]
    assert [url.rsplit("/", 1)[1] for url in setups] == ["track1"]


class WithoutBackChannel(Camera):
    """Hangs when anybody requires its back channel."""

    def answer(self, session: Session, request: Request) -> None:
        if "require" not in request.headers:
            super().answer(session, request)


async def test_no_back_channel_is_required_of_a_camera(source: Source) -> None:
    async with WithoutBackChannel().serving() as camera, pulling(source, camera.url) as seen:
        await seen.units_come(3)
    assert not [request for request in camera.requests if "require" in request.headers]


class OddAtPlay(Camera):
    """Says nonsense in RTP-Info."""

    def __init__(self, nonsense: str) -> None:
        super().__init__()
        self._nonsense = nonsense

    def play(self, session: Session, request: Request) -> str:
        return f"{super().play(session, request)}\r\nRTP-Info: {self._nonsense}"


NONSENSE = [
    "url=track1;seq=0;rtptime=-1",
    "url=track1;rtptime=18446744073709551615",
    "url=rtsp://10.0.0.1/elsewhere;seq=-1",
    "url=;seq=;rtptime=",
    "seq=1,,;",
]


async def test_nonsense_in_the_answer_to_play_moves_no_picture(source: Source) -> None:
    async def check(nonsense: str) -> None:
        async with OddAtPlay(nonsense).serving() as camera, pulling(source, camera.url) as seen:
            units = await seen.units_come(15)
        assert [unit.pts_90k for unit in units] == [INTERVAL_90K * number for number in range(15)]

    for each in NONSENSE:  # one by one: five at once ask more of a busy machine than the test is about
        await check(each)


AUDIO = {
    "broken-aac": ("mpeg4-generic/16000/1", "mode=AAC-hbr;config=;SizeLength=13;IndexLength=3"),
    "half-aac": ("MPEG4-GENERIC/8000/1", "mode=AAC-hbr"),
    "g711": ("PCMU/8000", ""),
    "g726": ("G726-32/8000/1", ""),
    "unknown": ("X-VENDOR-AUDIO/8000", "x=1"),
}


class Talking(Camera):
    """Has audio beside its video, and sends nonsense on it."""

    def __init__(self, rtpmap: str, fmtp: str) -> None:
        super().__init__()
        media = "m=audio 0 RTP/AVP 97\r\n"
        self._audio = f"{media}a=rtpmap:97 {rtpmap}\r\na=fmtp:97 {fmtp}\r\na=control:track2\r\n"

    def sdp(self) -> str:
        return super().sdp().replace("m=video", self._audio + "m=video")

    async def show(self, session: Session) -> None:
        video = next(line for url, line in session.lines.items() if url.endswith("track1"))
        for number in range(10_000):
            unit = self.film.units[number % len(self.film.units)]
            video.picture(self.film, unit, number * INTERVAL_90K)
            for line in session.lines.values():
                if line is not video:
                    _nonsense(line, number)
            await video.pace()


def _nonsense(line: Line, number: int) -> None:
    line.payload_type = 97
    for junk in (b"", b"\xff", b"\xff\xff" + bytes(6), bytes(range(number % 200))):
        line.payload(junk, number * 160)


class Mute(Talking):
    """Offers audio, and refuses it to whoever wants it."""

    def setup(self, session: Session, request: Request) -> str:
        if request.url.endswith("track2"):
            return "500 Internal Server Error"
        return super().setup(session, request)


@pytest.mark.parametrize("kind", [Talking, Mute])
async def test_audio_whatever_it_is_never_stops_the_video(source: Source, kind: type[Talking]) -> None:
    async def check(audio: tuple[str, str]) -> None:
        sounds: list[Sound] = []
        wanted = sounds.append if isinstance(source, RtspSource) else None
        async with kind(*audio).serving() as camera, pulling(source, camera.url, hear=wanted) as seen:
            units = await seen.units_come(15)
        assert [unit.pts_90k for unit in units] == [INTERVAL_90K * number for number in range(15)]

    await at_once(AUDIO, check)


class SixthGeneration(Camera):
    """Is reached over IPv6."""

    host = "::1"


async def test_a_camera_on_ipv6_is_pulled(source: Source) -> None:
    async with SixthGeneration().serving() as camera, pulling(source, camera.url) as seen:
        await seen.units_come(3)
    assert "IP6" in camera.sdp()
    assert all("[::1]" in request.url for request in camera.requests)


class WithZone(SixthGeneration):
    """Is reached over IPv6 through a zone (RFC 6874)."""

    @property
    def url(self) -> str:
        return f"rtsp://[::1%251]:{self.port}/live"


@pytest.mark.parametrize("line", ["c=IN IP6 fe80::1%eth0", "c=IN IP6 FF15::101/3", "c=IN IP6"])
async def test_odd_ipv6_addresses_in_a_description_are_passed_over(source: Source, line: str) -> None:
    camera = edited(replacing("c=IN IP4 0.0.0.0", line))
    async with camera.serving(), pulling(source, camera.url) as seen:
        await seen.units_come(3)


async def test_an_address_with_a_zone_is_reached(source: Source) -> None:
    async with WithZone().serving() as camera, pulling(source, camera.url) as seen:
        await seen.units_come(3)
    assert all("[::1" in request.url for request in camera.requests)
