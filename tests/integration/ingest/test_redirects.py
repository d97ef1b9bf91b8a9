"""Cameras that send us elsewhere: FFmpeg follows none; our own reader does, without the password."""

import pytest

from integration.ingest.conftest import Town
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.scripted_camera import redirecting, refusing, reply, scripted_camera
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_ingest.adapters.pyav_source import PyAvSource
from lokus_ingest.domain.address import Address, Carrier, Credentials
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.redirect import MOST_REDIRECTS
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.stream_state import Phase, Reader, ReasonKind

BASIC = 'WWW-Authenticate: Basic realm="elsewhere"\r\n'


async def refusal(source: PyAvSource, url: str, carrier: Carrier = Carrier.TCP) -> SourceFailure:
    address = Address(url, Transport.AUTO, Credentials("admin", "s3cret"))
    with pytest.raises(SourceFailure) as caught:
        async with source.open(address, carrier):
            pass
    return caught.value


@pytest.mark.parametrize("at", ["OPTIONS", "DESCRIBE"])
@pytest.mark.parametrize("once_known", [False, True], ids=["at-once", "once-known"])
async def test_a_redirect_is_named_and_not_followed(at: str, *, once_known: bool) -> None:
    async with scripted_camera(refusing("401 Unauthorized", BASIC, at="OPTIONS")) as elsewhere:
        location = elsewhere.url.replace("//", "//other:words@")
        async with scripted_camera(redirecting(location, at=at, once_known=once_known)) as camera:
            failure = await refusal(PyAvSource(), camera.url)
    assert camera.count(at) > 0
    assert elsewhere.requests == []
    assert failure.reason is ReasonKind.ADDRESS
    assert elsewhere.url.split("/")[2] in failure.detail
    assert "words" not in failure.detail


async def test_the_same_redirect_is_refused_each_time() -> None:
    source = PyAvSource()
    async with scripted_camera(refusing("401 Unauthorized", BASIC, at="OPTIONS")) as elsewhere:
        answer = redirecting(elsewhere.url, at="DESCRIBE", once_known=True)
        async with scripted_camera(answer) as camera:
            for carrier in (Carrier.TCP, Carrier.UDP):
                assert (await refusal(source, camera.url, carrier)).reason is ReasonKind.ADDRESS
    assert elsewhere.requests == []


async def test_a_redirected_camera_is_tried_again_and_its_password_stays_unsaid(
    town: Town, ingest: IngestProcess
) -> None:
    async with scripted_camera(refusing("401 Unauthorized", BASIC, at="OPTIONS")) as elsewhere:
        answer = redirecting(elsewhere.url, at="DESCRIBE", once_known=True)
        async with scripted_camera(answer) as camera:
            await town.registry.put("c1", camera.url, user="admin", password="s3cret-one")
            state = await town.states.until("c1", lambda state: state.phase is Phase.FAILED)
    assert state.reason is ReasonKind.ADDRESS
    assert state.next_attempt_at is not None
    assert "wants a user and a password" in (state.detail or "")
    assert elsewhere.count("OPTIONS") > 0
    assert not any("Authorization" in request for request in elsewhere.requests)
    assert "s3cret-one" not in ingest.log()


async def test_a_camera_elsewhere_that_wants_no_password_is_pulled(town: Town, camera: VirtualCamera) -> None:
    async with scripted_camera(redirecting(camera.url, at="DESCRIBE", once_known=True)) as gone:
        await town.registry.put("c1", gone.url, user="admin", password="s3cret-one")
        state = await town.states.until("c1", lambda state: state.phase is Phase.DELIVERING)
    assert state.reader is Reader.RTSP


async def test_nobody_is_sent_round_and_round(town: Town) -> None:
    targets: list[str] = []

    def onwards(_method: str, request: str) -> bytes:
        return reply(request, "302 Found", f"Location: {targets[0]}\r\n")

    async with scripted_camera(onwards) as one, scripted_camera(onwards) as other:
        targets.append(one.url)
        await town.registry.put("c1", other.url)
        state = await town.states.until("c1", lambda state: state.phase is Phase.FAILED)
        asked = one.count("OPTIONS") + other.count("OPTIONS")
    assert state.reason is ReasonKind.ADDRESS
    assert asked <= 2 + 2 * MOST_REDIRECTS


async def test_a_redirect_into_a_denied_network_is_not_followed(town: Town) -> None:
    answer = redirecting("rtsp://169.254.169.254/latest", at="OPTIONS", once_known=False)
    async with scripted_camera(answer) as camera:
        await town.registry.put("c1", camera.url)
        state = await town.states.until("c1", lambda state: state.phase is Phase.FAILED)
    assert state.reason is ReasonKind.ADDRESS
    assert "may not be pulled from this host's network" in (state.detail or "")
