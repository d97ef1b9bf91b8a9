"""The prober against a device that plays back what real ones said, and worse."""

import logging
import random
import socket
from datetime import timedelta
from itertools import cycle

import pytest
from aiohttp import web

from integration.ingest.onvif.scripted_device import (
    RECORDED,
    ScriptedDevice,
    plain,
    real_device,
    recorded,
    running,
    serving,
    soap,
)
from lokus_ingest.adapters.onvif.prober import Prober
from lokus_ingest.adapters.onvif.wire import MAX_REPLY_BYTES
from lokus_ingest.domain.address import Credentials
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_kit.clock import SystemClock
from lokus_proto.v1.event import EventKind
from lokus_proto.v1.probe import ProbeReason, ProbeReport

CREDENTIALS = Credentials("admin", "secret")
DAMAGED_REPLIES = 8
"""Of each kind."""


async def anywhere(host: str) -> str:
    return host


async def probe(device: ScriptedDevice, credentials: Credentials | None = CREDENTIALS) -> ProbeReport:
    return await Prober(anywhere, SystemClock()).probe(f"127.0.0.1:{device.port}", credentials)


async def failure(device: ScriptedDevice, credentials: Credentials | None = CREDENTIALS) -> DeviceFailure:
    with pytest.raises(DeviceFailure) as raised:
        await probe(device, credentials)
    return raised.value


async def test_a_device_is_told_with_its_profiles_and_what_it_can_tell_of() -> None:
    async with running(real_device()) as device:
        report = await probe(device)
    assert report.manufacturer is not None
    assert report.main == "main"
    (profile,) = report.profiles
    assert profile.encoder is not None
    assert (profile.encoder.codec, profile.encoder.width, profile.encoder.height) == ("h264", 1920, 1080)
    assert (profile.encoder.fps, profile.encoder.bitrate_kbps, profile.encoder.gop_frames) == (5, 1000, 30)
    assert report.events is not None
    assert set(report.events) >= {EventKind.MOTION, EventKind.DIGITAL_INPUT}
    assert report.ptz
    assert report.masks is None
    assert report.notes == ()


async def test_a_camera_whose_clock_is_years_off_is_asked_in_its_own_time() -> None:
    async with running(real_device(clock_offset=timedelta(days=-9000))) as device:
        report = await probe(device)
    assert device.refused == {}
    assert report.clock_offset_seconds == pytest.approx(-9000 * 86400, abs=3)


async def test_addresses_that_a_device_gives_for_itself_are_replaced_by_the_one_that_was_reached() -> None:
    async with running(real_device()) as device:
        report = await probe(device)
    (profile,) = report.profiles
    assert profile.stream_url == "rtsp://127.0.0.1/h264main"
    assert profile.snapshot_url == f"http://127.0.0.1:{device.port}/snap.jpg?res=1"
    assert {path for operation, path, _ in device.requests if operation == "GetProfiles"} == {
        "/onvif/services"
    }


async def test_a_wrong_password_ends_the_probe_before_it_can_lock_the_account() -> None:
    async with running(real_device(password="another")) as device:
        found = await failure(device)
    assert found.reason is ProbeReason.AUTHENTICATION
    assert device.refused == {"digest": 1}


async def test_http_401_is_a_wrong_password_too() -> None:
    device = real_device()
    device.answers["GetServices"] = lambda _: web.Response(status=401)
    async with running(device):
        assert (await failure(device)).reason is ProbeReason.AUTHENTICATION


async def test_a_device_without_services_is_asked_for_its_capabilities() -> None:
    device = real_device()
    del device.answers["GetServices"]
    device.plays("GetCapabilities")
    async with running(device):
        report = await probe(device)
    assert report.main == "main"
    assert report.ptz


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda _: web.Response(status=500, text="internal error"), ProbeReason.NOT_ONVIF),
        (lambda _: soap(""), ProbeReason.NOT_ONVIF),
        (lambda _: plain("<a:b/>"), ProbeReason.NOT_ONVIF),
        (lambda _: plain(""), ProbeReason.NOT_ONVIF),
        (
            lambda _: web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}),
            ProbeReason.ADDRESS,
        ),
        (lambda _: plain("x" * (MAX_REPLY_BYTES + 1)), ProbeReason.NOT_ONVIF),
        (lambda _: web.Response(status=503), ProbeReason.BUSY),
        (lambda _: web.Response(status=404), ProbeReason.NOT_ONVIF),
    ],
)
async def test_whatever_a_device_answers_is_one_failure_with_a_sentence(
    answer: object, reason: ProbeReason
) -> None:
    device = ScriptedDevice(answers={"GetSystemDateAndTime": answer})  # type: ignore[dict-item]
    async with running(device):
        found = await failure(device)
    assert found.reason is reason
    assert found.sentence


@pytest.mark.parametrize(
    "operation", ["GetProfiles", "GetServices", "GetDeviceInformation", "GetEventProperties"]
)
async def test_a_part_that_fails_is_left_out_and_noted(operation: str) -> None:
    device = real_device()
    device.plays("GetCapabilities")
    device.plays(operation, "Error")
    async with running(device):
        report = await probe(device)
    assert (operation == "GetServices") == (report.notes == ())


def files() -> list[str]:
    return sorted(file.stem for file in RECORDED.glob("*.xml")) if RECORDED.is_dir() else ["GetProfiles"]


async def test_no_recorded_reply_in_any_place_gets_past_the_adapter() -> None:
    device = real_device()
    places = [
        "GetSystemDateAndTime",
        "GetServices",
        "GetDeviceInformation",
        "GetProfiles",
        "GetEventProperties",
    ]
    told = 0
    async with running(device):
        for place, name in zip(cycle(places), files(), strict=False):
            content = recorded(name)
            device.answers = real_device().answers | {place: lambda _, content=content: plain(content)}
            try:
                await probe(device)
            except DeviceFailure:
                continue
            told += 1
    assert told


async def test_nothing_listening_and_silence_are_told_apart() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(DeviceFailure) as raised:
            await Prober(anywhere, SystemClock()).probe(f"127.0.0.1:{taken.getsockname()[1]}", None)
    assert raised.value.reason is ProbeReason.REFUSED


async def test_no_log_line_holds_the_password_or_a_signature(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with running(real_device()) as device:
        await probe(device)
    assert "secret" not in caplog.text
    assert "Nonce" not in caplog.text


async def test_h265_profiles_and_masks_come_from_the_newer_media_service() -> None:
    device = real_device()
    service = (
        "<tds:Service><tds:Namespace>{}</tds:Namespace><tds:XAddr>http://10.0.0.1/m</tds:XAddr>"
        "<tds:Version><tt:Major>2</tt:Major><tt:Minor>1</tt:Minor></tds:Version></tds:Service>"
    ).format("http://www.onvif.org/ver20/media/wsdl")
    device.says("GetServices", f"<tds:GetServicesResponse>{service}</tds:GetServicesResponse>")
    encoders = (("a", "H265", 3840, 2160), ("b", "H264", 640, 360))
    profiles = "".join(
        f'<tr2:Profiles token="{token}"><tr2:Name>{token}</tr2:Name><tr2:Configurations>'
        f'<tr2:VideoEncoder token="e" GovLength="50"><tt:Encoding>{codec}</tt:Encoding><tt:Resolution>'
        f"<tt:Width>{width}</tt:Width><tt:Height>{height}</tt:Height></tt:Resolution><tt:RateControl>"
        "<tt:FrameRateLimit>25</tt:FrameRateLimit><tt:BitrateLimit>2048</tt:BitrateLimit></tt:RateControl>"
        "</tr2:VideoEncoder></tr2:Configurations></tr2:Profiles>"
        for token, codec, width, height in encoders
    )
    device.says("GetProfiles", f"<tr2:GetProfilesResponse>{profiles}</tr2:GetProfilesResponse>")
    uri = "<tr2:Uri>rtsp://127.0.0.1:8554/x</tr2:Uri>"
    device.says("GetStreamUri", f"<tr2:GetStreamUriResponse>{uri}</tr2:GetStreamUriResponse>")
    mask = '<tr2:Masks token="m1"><tr2:Enabled>true</tr2:Enabled></tr2:Masks>'
    device.says("GetMasks", f"<tr2:GetMasksResponse>{mask}</tr2:GetMasksResponse>")
    async with running(device):
        report = await probe(device)
    assert (report.main, report.sub) == ("a", "b")
    assert [each.encoder and each.encoder.codec for each in report.profiles] == ["h265", "h264"]
    assert report.profiles[0].stream_url == "rtsp://127.0.0.1:8554/x"
    assert report.masks is not None
    assert [(mask.token, mask.enabled) for mask in report.masks] == [("m1", True)]
    assert device.refused == {}


def mutated(content: str, chance: random.Random) -> str:
    """The text with a few pieces cut out, doubled, swapped or made something else."""
    for _ in range(chance.randint(1, 6)):
        first, last = sorted(chance.randrange(len(content) + 1) for _ in range(2))
        last = min(last, first + 60)
        piece = content[first:last]
        new = chance.choice(["", piece * 2, piece[::-1], "<a>", "</tt:Name>", "-1", "9" * 40, "\x00", "&x;"])
        content = content[:first] + new + content[last:]
    return content


async def test_no_damaged_reply_gets_past_the_adapter() -> None:
    chance = random.Random(4)
    whole, told = real_device(), 0
    async with running(real_device()) as device:
        for place in [*whole.answers] * DAMAGED_REPLIES:
            answer = whole.answers[place]("")
            assert isinstance(answer, web.Response)
            damaged = mutated(answer.text or "", chance)
            device.answers = whole.answers | {place: lambda _, text=damaged: plain(text)}
            try:
                told += bool(await probe(device))
            except DeviceFailure as failure:
                assert failure.sentence
    assert told


async def test_a_device_that_wants_http_digest_gets_it() -> None:
    device, challenged = real_device(password=None), []
    challenge = 'Digest realm="camera", nonce="abc", qop="auth", algorithm=MD5'

    async def handle(request: web.Request) -> web.StreamResponse:
        if not request.headers.get("Authorization", "").startswith('Digest username="admin"'):
            challenged.append(request.path)
            return web.Response(status=401, headers={"WWW-Authenticate": challenge})
        return await device.handle(request)

    async with serving(handle) as port:
        device.port = port
        report = await probe(device)
        assert report.main == "main"
        assert challenged
        device.port = port
        assert (await failure(device, None)).reason is ProbeReason.AUTHENTICATION
