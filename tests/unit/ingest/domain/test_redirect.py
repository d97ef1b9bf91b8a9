from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.address import Address, Credentials
from lokus_ingest.domain.redirect import elsewhere, named_host, same_place
from lokus_proto.v1.camera import Transport

URL = "rtsp://cam.example/live"
ADDRESS = Address(URL, Transport.AUTO, Credentials("admin", "s3cret"), ip_address("192.0.2.7"))


@pytest.mark.parametrize(
    ("location", "same"),
    [
        ("rtsp://cam.example/other", True),
        ("rtsp://CAM.example:554/other", True),
        ("/other", True),
        ("rtsp://cam.example:8554/live", False),
        ("rtsps://cam.example/live", False),
        ("rtsp://192.0.2.7/live", False),
        ("http://cam.example/live", False),
        ("rtsp://[::1/live", False),
        ("", False),
    ],
)
def test_a_place_is_scheme_host_and_port(location: str, *, same: bool) -> None:
    assert same_place(URL, location) is same


@pytest.mark.parametrize(
    "location", ["rtsp://cam.example:8554/live", "rtsps://cam.example/live", "rtsp://10.0.0.1/x"]
)
def test_another_place_gets_neither_password_nor_the_address_that_was_checked(location: str) -> None:
    there = elsewhere(ADDRESS, location).address
    assert there == Address(location, Transport.AUTO, None, None)


def test_a_password_in_a_redirect_is_not_taken_from_the_camera() -> None:
    there = elsewhere(ADDRESS, "rtsp://other:words@10.0.0.1/x").address
    assert there is not None
    assert there.url == "rtsp://10.0.0.1/x"


@pytest.mark.parametrize("location", ["", "http://10.0.0.1/", "rtsp://", "rtsp://[::1/", "rtsp://h:99999/"])
def test_what_is_no_address_is_not_followed(location: str) -> None:
    redirected = elsewhere(ADDRESS, location)
    assert redirected.address is None
    assert redirected.unhurried
    assert not redirected.until_changed


def test_nobody_is_led_from_tls_to_none() -> None:
    secure = Address("rtsps://cam.example/live", Transport.AUTO)
    assert elsewhere(secure, URL).address is None
    assert elsewhere(secure, "rtsps://10.0.0.1/").address is not None


@pytest.mark.parametrize(
    ("scheme", "there", "followed"),
    [
        ("http", "https", True),
        ("https", "http", False),
        ("http", "rtsp", False),
        ("rtsp", "http", False),
        ("https", "rtmp", False),
        ("rtsps", "https", False),
    ],
)
def test_nobody_is_led_to_another_protocol(scheme: str, there: str, *, followed: bool) -> None:
    redirected = elsewhere(Address(f"{scheme}://cam.example/a", Transport.AUTO), f"{there}://10.0.0.1/")
    assert (redirected.address is not None) is followed


def test_a_place_that_wants_a_password_is_named_and_tried_again() -> None:
    failure = elsewhere(ADDRESS, "rtsp://a:b@10.0.0.1:8554/x").unwelcome()
    assert "10.0.0.1:8554" in failure.detail
    assert "a:b" not in failure.detail
    assert failure.unhurried


@given(st.text(max_size=80) | st.text(max_size=80).map("rtsp://".__add__))
def test_no_location_breaks_anything(location: str) -> None:
    same_place(URL, location)
    there = elsewhere(ADDRESS, location).address
    assert there is None or there.credentials is None
    assert len(named_host(location)) < 270
