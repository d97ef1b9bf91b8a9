"""Streams over HTTP: from FFmpeg's own server, and from one that says what a test has it say."""

import asyncio
import hashlib
import time
from itertools import pairwise

import pytest

from integration.ingest.conftest import Town
from integration.ingest.habits.pull import pulling, refusal
from integration.ingest.sources.conftest import make_film
from integration.ingest.sources.ffmpeg_server import serving as ffmpeg_serving
from integration.ingest.sources.http_server import Asked, reply, serving, stream
from lokus_ingest.adapters.http_source import HttpSource
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.redirect import Redirected
from lokus_ingest.domain.resolution import Resolution
from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import Phase, Reader, ReasonKind, StreamState

GUEST = Credentials("guest", "Rahasia 17")


def delivers(state: StreamState) -> bool:
    return state.phase is Phase.DELIVERING


@pytest.mark.parametrize("container", ["mpegts", "flv"])
async def test_a_stream_over_http_is_seen_by_a_reader(town: Town, container: str) -> None:
    async with ffmpeg_serving("http", container) as camera:
        await town.registry.put("c1", camera.url)
        state = await town.states.until("c1", delivers)
        assert state.reader is Reader.PYAV
        async with town.reading("c1") as reading:
            units = await reading.until(lambda units: len(units) > 12)
    assert units[0].key_frame
    assert {later.pts_90k - unit.pts_90k for unit, later in pairwise(units)} == {9000}


@pytest.mark.parametrize("container", ["mpegts", "flv", "mp4"])
@pytest.mark.parametrize(("encoder", "codec"), [("libx264", Codec.H264), ("libx265", Codec.H265)])
async def test_each_container_becomes_access_units(container: str, encoder: str, codec: Codec) -> None:
    body = make_film(container, encoder)

    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        await stream(writer, body)

    async with serving(answer) as server, pulling(HttpSource(), server.url("/live")) as seen:
        await seen.until(lambda seen: len(seen.units) >= 20)
    assert seen.codec is codec
    assert seen.sizes[seen.units[0].run] == Resolution(320, 240)
    assert seen.units[0].key_frame


async def test_a_stream_that_falls_silent_stalls_and_is_left_at_once(town: Town, film: bytes) -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        await stream(writer, film)

    async with serving(answer) as server:
        await town.registry.put("c1", server.url("/live"))
        state = await town.states.until("c1", lambda state: state.phase in {Phase.STALLED, Phase.FAILED})
        assert state.reason is ReasonKind.STALLED
        async with pulling(HttpSource(), server.url("/live")) as seen:
            await seen.units_come(20)
            began_seconds = time.monotonic()
        assert time.monotonic() - began_seconds < 1.0


async def test_basic_and_digest_are_answered_and_shown_to_the_registered_place_alone(film: bytes) -> None:
    challenges = iter(['Digest realm="cam", nonce="n1", qop="auth"', 'Basic realm="cam"'])

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if "authorization" in asked.headers:
            await stream(writer, film)
        writer.write(reply("401 Unauthorized", WWW_Authenticate=next(challenges)))

    async with serving(answer) as server:
        for _ in range(2):
            async with pulling(HttpSource(), server.url("/live?a=1"), credentials=GUEST) as seen:
                await seen.units_come(5)
    digest, basic = server.logins
    secret = hashlib.md5(b"guest:cam:Rahasia 17", usedforsecurity=False).hexdigest()
    assert secret not in digest
    assert 'uri="/live?a=1"' in digest
    assert basic == "Basic Z3Vlc3Q6UmFoYXNpYSAxNw=="


async def test_a_wrong_password_is_shown_once() -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(reply("401 Unauthorized", WWW_Authenticate='Digest realm="cam", nonce="n1"'))

    async with serving(answer) as server:
        failure = await refusal(HttpSource(), server.url("/live"), credentials=GUEST)
    assert failure.reason is ReasonKind.AUTHENTICATION
    assert len(server.logins) == 1


async def test_a_redirect_elsewhere_is_left_to_the_check_of_networks_and_takes_no_password() -> None:
    places = ["/other", "http://169.254.169.254/latest/meta-data"]

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if "authorization" in asked.headers:
            writer.write(reply("302 Found", Location=places[asked.path == "/other"]))
        else:
            writer.write(reply("401 Unauthorized", WWW_Authenticate='Basic realm="cam"'))

    async with serving(answer) as server:
        failure = await refusal(HttpSource(), server.url("/live"), credentials=GUEST)
    assert [asked.path for asked in server.asked][-1] == "/other"
    assert isinstance(failure, Redirected)
    assert failure.address is not None
    assert failure.address.credentials is None


async def test_a_redirect_to_where_nobody_may_go_is_not_followed(town: Town) -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(reply("302 Found", Location="http://169.254.169.254/latest/meta-data"))

    async with serving(answer) as server:
        await town.registry.put("c1", server.url("/live"))
        state = await town.states.until("c1", lambda state: state.phase is Phase.FAILED)
    assert state.reason is ReasonKind.ADDRESS


async def test_a_redirect_round_and_round_ends() -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(reply("302 Found", Location=f"{asked.path}x"))

    async with serving(answer) as server:
        failure = await refusal(HttpSource(), server.url("/live"))
    assert isinstance(failure, Redirected)
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("answered", "reason"),
    [
        (reply("200 OK", b"--f\r\n", Content_Type="multipart/x-mixed-replace; boundary=f"), ReasonKind.CODEC),
        (reply("200 OK", b"<html>login</html>", Content_Type="text/html"), ReasonKind.NOT_RTSP),
        (reply("200 OK"), ReasonKind.NOT_RTSP),
        (reply("200 OK", b"FLV\x01" + bytes(400)), ReasonKind.CODEC),
        (reply("404 Not Found"), ReasonKind.NOT_FOUND),
        (reply("403 Forbidden"), ReasonKind.FORBIDDEN),
        (reply("503 Busy"), ReasonKind.BUSY),
        (b"SSH-2.0-OpenSSH_9.2\r\n", ReasonKind.NOT_RTSP),
    ],
    ids=["mjpeg", "page", "nothing", "garbage", "404", "403", "503", "ssh"],
)
async def test_what_cannot_be_carried_says_why(answered: bytes, reason: ReasonKind) -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(answered)
        writer.close()

    async with serving(answer) as server:
        failure = await refusal(HttpSource(), server.url("/live"))
    assert failure.reason is reason
    assert "http://" not in failure.detail


async def test_a_server_that_closes_without_an_answer_has_ended() -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with serving(answer) as server:
        failure = await refusal(HttpSource(), server.url("/live"))
    assert failure.reason is ReasonKind.ENDED


async def test_a_certificate_that_nobody_vouches_for_is_refused_before_any_password(self_signed: int) -> None:
    failure = await refusal(HttpSource(), f"https://127.0.0.1:{self_signed}/live", credentials=GUEST)
    assert failure.reason is ReasonKind.ADDRESS
    assert "certificate" in failure.detail
