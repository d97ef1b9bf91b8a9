"""WHEP from the viewer's side: real SDP, real ICE, real DTLS, real H.264."""

from itertools import pairwise

import httpx
import pytest

from integration.access_gateway.playing_camera import FPS, GOP_SECONDS, HEIGHT, WIDTH, PlayingCamera
from integration.access_gateway.town import Town
from integration.access_gateway.viewer import SDP, Viewer, viewing
from lokus_access_gateway.entrypoints.whep import FRAGMENT
from lokus_kit.clock import SystemClock
from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import Phase
from support.gateway_offers import OFFER
from support.waiting import until

TRICKLE = {"Content-Type": FRAGMENT}


async def test_the_first_picture_comes_at_once_and_the_rest_in_step(
    town: Town, source: PlayingCamera, camera: str
) -> None:
    async with viewing(town.http, town.police, camera) as viewer:
        first_seconds = SystemClock().monotonic_seconds() - viewer.posted_at
        assert first_seconds < GOP_SECONDS / 4, "the next key frame is half a GOP away"
        frames = [await viewer.frame() for _ in range(FPS * GOP_SECONDS * 3 // 4)]
    assert (frames[0].width, frames[0].height) == (WIDTH, HEIGHT)
    times = [frame.pts or 0 for frame in frames]
    steps = {later - earlier for earlier, later in pairwise(times)}
    assert steps == {90_000 // FPS}, "every picture arrives, at its true time"


async def test_viewers_of_a_camera_share_one_reader_and_it_goes_after_the_last(
    town: Town, source: PlayingCamera, camera: str
) -> None:
    async with viewing(town.http, town.police, camera) as one, viewing(town.http, town.owner, camera) as two:
        assert len(source.readers) == 1
        await town.http.delete(one.location, headers=town.police)
        await two.frame()
        assert len(source.readers) == 1
        await town.http.delete(two.location, headers=town.owner)

    async def nobody_reads() -> bool:
        return not source.readers

    await until(nobody_reads, "end of reading", limit_seconds=20)


async def test_the_answer_is_what_whep_wants(town: Town, source: PlayingCamera, camera: str) -> None:
    viewer = Viewer(town.http, town.police)
    response = await viewer.open(camera, "audio", "video")
    assert response.status_code == 201
    assert response.headers["Content-Type"] == "application/sdp"
    assert response.headers["Location"].startswith("/v1/whep/")
    assert response.headers["ETag"].startswith('"')
    audio, video = response.text.split("m=")[1:]
    assert (audio.split()[0], video.split()[0]) == ("audio", "video")
    assert "a=inactive" in audio
    assert "a=sendonly" in video
    assert "H264/90000" in video
    assert "VP8" not in response.text
    for section in (audio, video):
        for line in ("a=setup:passive", "a=rtcp-mux-only", "a=end-of-candidates"):
            assert line in section
        assert " 127.0.0.1 " in section
    assert (await viewer.frame()).width == WIDTH
    await viewer.close()


async def test_delete_ends_the_session_and_tells_the_viewer(
    town: Town, source: PlayingCamera, camera: str
) -> None:
    async with viewing(town.http, town.police, camera) as viewer:
        other = town.person("police", sub="another")
        assert (await town.http.delete(viewer.location, headers=other)).status_code == 403
        assert (await town.http.delete(viewer.location, headers=town.police)).status_code == 200
        await viewer.until_told(2)
        assert (await town.http.delete(viewer.location, headers=town.police)).status_code == 404


async def test_candidates_may_follow_and_preconditions_are_kept(
    town: Town, source: PlayingCamera, camera: str
) -> None:
    async with viewing(town.http, town.police, camera) as viewer:
        candidate = "a=candidate:1 1 udp 2113937151 127.0.0.1 9 typ host\r\n"

        async def patch(body: str = candidate, **headers: str) -> int:
            tags = {name.replace("_", "-"): value for name, value in headers.items()}
            sent = town.police | TRICKLE | tags
            return (await town.http.patch(viewer.location, content=body, headers=sent)).status_code

        assert await patch() == 204
        assert await patch() == 428
        assert await patch(If_Match=viewer.etag) == 204
        assert await patch(If_Match='"stale"') == 412
        assert await patch("nonsense", If_Match=viewer.etag) == 400
        assert await patch("a=ice-ufrag:new1\r\na=ice-pwd:x\r\n", If_Match="*") == 422
        assert await patch(Content_Type="text/plain", If_Match=viewer.etag) == 415
        await viewer.frame()


async def test_offers_that_cannot_be_answered_are_refused(town: Town, camera: str) -> None:
    async def post(body: str, content_type: str = "application/sdp") -> tuple[int, str | None]:
        headers = town.police | {"Content-Type": content_type}
        response = await town.http.post(f"/v1/cameras/{camera}/whep", content=body, headers=headers)
        assert response.headers["Content-Type"] == "application/problem+json"
        return response.status_code, response.json().get("reason")

    assert await post(OFFER, "application/json") == (415, None)
    assert await post("") == (400, None)
    assert await post("v=0\r\nhello") == (400, None)
    assert await post(OFFER.replace("a=recvonly", "a=sendonly")) == (400, None)
    assert await post(OFFER.replace("sha-256 AB", "sha-999 AB").replace("RTP/SAVPF", "rtp/???")) == (
        400,
        None,
    )
    assert await post(OFFER.replace("H264", "VP8")) == (406, "codec")
    assert await post(OFFER.replace("packetization-mode=1", "packetization-mode=0")) == (406, "codec")
    assert await post("v=0\r\n" + "a=x\r\n" * 300_000) == (413, None)


@pytest.mark.parametrize(
    ("phase", "measured", "status", "reason"),
    [
        (Phase.FAILED, {}, 409, "failed"),
        (Phase.CONNECTING, {}, 409, "connecting"),
        (Phase.DELIVERING, {"codec": Codec.H265}, 406, "codec"),
        (Phase.DELIVERING, {"reordered": True}, 406, "reordered"),
    ],
)
async def test_a_camera_that_cannot_be_played_says_why(
    town: Town, camera: str, phase: Phase, measured: dict[str, object], status: int, reason: str
) -> None:
    await town.state(camera, phase, **measured)

    async def refused() -> httpx.Response | None:
        response = await town.http.post(
            f"/v1/cameras/{camera}/whep", content=OFFER, headers=town.police | SDP
        )
        return response if response.status_code == status else None

    response = await until(refused, "refusal", poll_seconds=0.02)
    assert response is not None
    assert response.json()["reason"] == reason
    assert ("Retry-After" in response.headers) is (status == 409)


async def test_a_new_run_of_the_camera_goes_on_in_the_same_session(
    town: Town, source: PlayingCamera, camera: str
) -> None:
    async with viewing(town.http, town.police, camera) as viewer:
        last = (await viewer.frame()).pts or 0
        source.renew()
        for _ in range(FPS * GOP_SECONDS):
            now = (await viewer.frame()).pts or 0
            assert now > last
            last = now


async def test_what_may_be_done_is_told_to_browsers_and_others(town: Town, camera: str) -> None:
    endpoint = f"/v1/cameras/{camera}/whep"
    plain = await town.http.options(endpoint)
    assert (plain.status_code, plain.headers["Accept-Post"]) == (200, "application/sdp")
    preflight = await town.http.options(
        endpoint,
        headers={
            "Origin": "https://elsewhere",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type",
        },
    )
    assert preflight.status_code == 200
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    crossed = await town.http.get(endpoint, headers=town.police | {"Origin": "https://elsewhere"})
    assert crossed.status_code == 204
    assert {"Location", "ETag", "Link"} <= set(crossed.headers["Access-Control-Expose-Headers"].split(", "))
    head = await town.http.head(endpoint, headers=town.police)
    assert (head.status_code, head.headers["Content-Type"]) == (200, "application/sdp")


async def test_the_page_and_its_headers_are_served(town: Town) -> None:
    page = await town.http.get("/")
    assert page.status_code == 200
    assert "<title>Lokus</title>" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert f"connect-src 'self' {town.issuer_url}" in policy
    assert "'unsafe" not in policy
    console = (await town.http.get("/v1/console")).json()
    assert (console["issuer"], console["client_id"]) == (town.issuer_url, "lokus-console")
