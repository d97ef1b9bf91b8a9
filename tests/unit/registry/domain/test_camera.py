from dataclasses import replace

import pytest

from lokus_kit.errors import Invalid
from lokus_proto.subjects import StreamName
from lokus_registry.domain.camera import Onvif, Stream, check_kept_credentials, check_onvif, check_streams
from unit.registry.cast import CAMERA, SECRET, STREAM


def test_streams_are_one_or_two_of_different_names() -> None:
    sub = Stream(StreamName.SUB, "rtsp://192.0.2.10/2")
    check_streams((STREAM,))
    check_streams((STREAM, sub))
    for wrong in ((), (STREAM, STREAM)):
        with pytest.raises(Invalid, match="streams"):
            check_streams(wrong)


def test_a_camera_says_whether_it_has_credentials() -> None:
    assert not CAMERA.credentials_set
    assert replace(CAMERA, sealed_credentials="x").credentials_set


def test_secrets_do_not_show_in_repr() -> None:
    shown = repr(SECRET) + repr(replace(CAMERA, sealed_credentials="sealed-text"))
    assert SECRET.username not in shown
    assert SECRET.password not in shown
    assert "sealed-text" not in shown


@pytest.mark.parametrize("url", ["rtsp://192.0.2.10:554/other?channel=2", "rtsps://192.0.2.10:554/1"])
def test_credentials_are_kept_on_the_host_and_port_they_were_sent_for(url: str) -> None:
    before = replace(CAMERA, sealed_credentials="x")
    check_kept_credentials(before, replace(CAMERA, streams=(Stream(StreamName.SUB, url), STREAM)))


@pytest.mark.parametrize(
    "url",
    ["rtsp://192.0.2.11/1", "rtsp://192.0.2.10:8554/1", "rtsps://192.0.2.10/1", "rtsp://192.0.2.10.evil/1"],
)
def test_credentials_are_not_kept_when_any_stream_leads_elsewhere(url: str) -> None:
    before = replace(CAMERA, sealed_credentials="x")
    with pytest.raises(Invalid, match="send `credentials` again") as refused:
        check_kept_credentials(before, replace(CAMERA, streams=(STREAM, Stream(StreamName.SUB, url))))
    assert refused.value.reason == "credentials-needed"


def test_a_camera_without_credentials_moves_freely() -> None:
    check_kept_credentials(CAMERA, replace(CAMERA, streams=(replace(STREAM, url="rtsp://192.0.2.11/1"),)))


def test_a_device_is_on_the_host_of_a_stream() -> None:
    streams = (Stream(StreamName.MAIN, "rtsp://192.0.2.10:8554/a"),)
    check_onvif(None, streams)
    check_onvif(Onvif("http://192.0.2.10/onvif/device_service"), streams)
    with pytest.raises(Invalid) as raised:
        check_onvif(Onvif("http://192.0.2.66/onvif/device_service"), streams)
    assert raised.value.reason == "other-host"
