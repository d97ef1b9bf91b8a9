"""Cameras that send us elsewhere: the other host gets not a word, least of all the password."""

import pytest

from integration.ingest.conftest import Town
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.scripted_camera import redirecting, refusing, scripted_camera
from lokus_ingest.adapters.pyav_source import PyAvSource
from lokus_ingest.domain.address import Address, Carrier, Credentials
from lokus_ingest.domain.failure import SourceFailure
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.stream_state import Phase, ReasonKind

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
    assert elsewhere.requests == []
    assert "s3cret-one" not in ingest.log()
