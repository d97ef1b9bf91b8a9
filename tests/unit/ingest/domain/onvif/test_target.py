"""Addresses of devices, and what they say of themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_ingest.domain.onvif.target import Target, target_of


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("192.0.2.7", "http://192.0.2.7/onvif/device_service"),
        ("camera.example:8000", "http://camera.example:8000/onvif/device_service"),
        ("2001:db8::7", "http://[2001:db8::7]/onvif/device_service"),
        ("[2001:db8::7]:81", "http://[2001:db8::7]:81/onvif/device_service"),
        ("https://192.0.2.7", "https://192.0.2.7/onvif/device_service"),
        ("http://192.0.2.7:8080/onvif/services", "http://192.0.2.7:8080/onvif/services"),
    ],
)
def test_an_address_leads_to_a_device_service(address: str, url: str) -> None:
    assert target_of(address).url == url


@pytest.mark.parametrize(
    "address", ["", "http://", "rtsp://192.0.2.7", "host:99999", "a b", "http://admin:secret@192.0.2.7"]
)
def test_what_is_no_address_is_said_without_repeating_it(address: str) -> None:
    with pytest.raises(DeviceFailure) as raised:
        target_of(address)
    assert "secret" not in raised.value.sentence


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_failure(text: str) -> None:
    try:
        assert target_of(text).host
    except DeviceFailure as failure:
        assert failure.sentence


TARGET = Target("http", "192.0.2.7", 8000)


def test_services_and_pictures_are_where_the_device_was_reached() -> None:
    assert TARGET.service("http://127.0.0.1/onvif/media?x=1") == "http://192.0.2.7:8000/onvif/media?x=1"
    assert TARGET.picture("https://10.1.1.1:443/snap.jpg") == "http://192.0.2.7:8000/snap.jpg"
    assert TARGET.service("urn:uuid:1") is None
    assert TARGET.service(None) is None


def test_a_stream_keeps_its_own_port() -> None:
    assert TARGET.stream("rtsp://127.0.0.1:8554/a?b=c") == "rtsp://192.0.2.7:8554/a?b=c"
    assert TARGET.stream("rtsp://169.254.1.1/a") == "rtsp://192.0.2.7/a"
    assert TARGET.stream("http://127.0.0.1/a") is None


@pytest.mark.parametrize(
    "uri",
    [
        "rtsp://admin:hunter2@10.0.0.1/a",
        "rtsp://10.0.0.1/a?user=admin&password=hunter2&channel=1",
        "rtsp://10.0.0.1/user=admin_password=hunter2_channel=1_stream=0.sdp?real_stream",
    ],
)
def test_no_password_stays_in_a_stream_url(uri: str) -> None:
    assert "hunter2" not in str(TARGET.stream(uri))


def test_an_ipv6_host_stands_in_brackets() -> None:
    assert Target("http", "2001:db8::7", 80).stream("rtsp://10.0.0.1/a") == "rtsp://[2001:db8::7]/a"


def test_what_is_to_be_replayed_stands_in_the_query_and_stays_there() -> None:
    target = target_of("192.0.2.10")
    uri = "rtsp://admin:x@10.0.0.1:8554/replay?token=Recording_1"
    assert target.replay(uri) == "rtsp://192.0.2.10:8554/replay?token=Recording_1"
    assert target.stream(uri) == "rtsp://192.0.2.10:8554/replay"
    assert target.replay("http://10.0.0.1/") is None
