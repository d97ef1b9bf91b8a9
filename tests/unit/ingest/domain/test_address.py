from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.address import Address, Carrier, Credentials, carriers
from lokus_ingest.domain.failure import SourceFailure
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.stream_state import ReasonKind

URL = "rtsp://192.0.2.7:8554/live?channel=1"


@given(st.text(min_size=1), st.text())
def test_any_password_survives_the_url(username: str, password: str) -> None:
    url = Address(URL, Transport.AUTO, Credentials(username, password)).connect_url()
    parts = urlsplit(url)
    assert unquote(parts.username or "", errors="strict") == username
    assert unquote(parts.password or "", errors="strict") == password
    assert (parts.hostname, parts.port, parts.path, parts.query) == (
        "192.0.2.7",
        8554,
        "/live",
        "channel=1",
    )


def test_without_credentials_the_url_is_as_it_was() -> None:
    assert Address(URL, Transport.AUTO).connect_url() == URL


def test_an_ipv6_host_keeps_its_brackets() -> None:
    address = Address("rtsp://[2001:db8::1]:554/a", Transport.AUTO, Credentials("u", "p@:/#%"))
    assert address.connect_url() == "rtsp://u:p%40%3A%2F%23%25@[2001:db8::1]:554/a"


def test_what_is_connected_to_is_the_host_that_was_found() -> None:
    found = Address(
        "rtsp://cam.example:8554/a", Transport.AUTO, Credentials("u", "p"), ip_address("192.0.2.9")
    )
    assert found.hostname == "cam.example"
    assert found.connect_url() == "rtsp://u:p@192.0.2.9:8554/a"
    on_ipv6 = Address("rtsp://cam.example/a", Transport.AUTO, None, ip_address("2001:db8::1"))
    assert on_ipv6.connect_url() == "rtsp://[2001:db8::1]/a"


def test_over_tls_too_the_address_that_was_checked_is_connected_to() -> None:
    address = Address("rtsps://cam.example/a", Transport.AUTO, None, ip_address("192.0.2.9"))
    assert address.connect_url() == "rtsps://192.0.2.9/a"


@pytest.mark.parametrize(
    ("path", "application"),
    [("/live/cam", "live"), ("/bcs/channel0_main.bcs?channel=0", "bcs"), ("/app/room/cam", "app/room")],
)
def test_an_rtmp_server_is_asked_for_the_name_that_was_registered(path: str, application: str) -> None:
    address = Address(f"rtmp://cam.example:1936{path}", Transport.AUTO, None, ip_address("192.0.2.9"))
    assert address.rtmp_application_url() == f"rtmp://cam.example:1936/{application}"


@pytest.mark.parametrize(
    ("url", "endpoint", "request_url"),
    [
        (URL, ("192.0.2.7", 8554), URL),
        ("rtsp://cam.example/a", ("cam.example", 554), "rtsp://cam.example/a"),
        ("rtsps://cam.example/a", ("cam.example", 322), "rtsps://cam.example/a"),
        ("rtsp://[::1]:8554/a?b", ("::1", 8554), "rtsp://[::1]:8554/a?b"),
        ("rtsp://[fe80::1%25eth0]/a%20b", ("fe80::1%eth0", 554), "rtsp://[fe80::1]/a%20b"),
    ],
)
def test_an_address_says_where_to_connect_and_what_to_ask_for(
    url: str, endpoint: tuple[str, int], request_url: str
) -> None:
    address = Address(url, Transport.AUTO, Credentials("u", "p"))
    assert (address.endpoint(), address.request_url()) == (endpoint, request_url)


def test_the_host_that_was_checked_is_connected_to_and_the_name_is_asked_for() -> None:
    found = Address("rtsp://cam.example/a", Transport.AUTO, None, ip_address("2001:db8::1"))
    assert (found.endpoint(), found.request_url()) == (("2001:db8::1", 554), "rtsp://cam.example/a")


def test_the_password_does_not_show() -> None:
    address = Address(URL, Transport.AUTO, Credentials("admin", "s3cret"))
    assert "s3cret" not in f"{address!r}{address}"


@pytest.mark.parametrize(
    "url",
    [
        "srt://host/x",
        "file:///x",
        "rtsp:///x",
        "rtsp://",
        "host/x",
        "rtsp://host:x/",
        "rtsp://[::1/x",
        "rtsp://h:0/",
    ],
)
def test_what_cannot_be_pulled_is_refused(url: str) -> None:
    with pytest.raises(SourceFailure) as refused:
        Address(url, Transport.AUTO)
    assert refused.value.reason is ReasonKind.ADDRESS


def test_a_url_with_credentials_is_refused_and_not_repeated() -> None:
    with pytest.raises(SourceFailure) as refused:
        Address("rtsp://admin:s3cret@192.0.2.7/live", Transport.AUTO)
    assert "s3cret" not in refused.value.detail


def test_auto_tries_tcp_then_udp_and_remembers() -> None:
    assert carriers(Transport.AUTO, None) == (Carrier.TCP, Carrier.UDP)
    assert carriers(Transport.AUTO, Carrier.TCP) == (Carrier.TCP, Carrier.UDP)
    assert carriers(Transport.AUTO, Carrier.UDP) == (Carrier.UDP, Carrier.TCP)


def test_a_set_transport_is_the_only_one() -> None:
    assert carriers(Transport.TCP, Carrier.UDP) == (Carrier.TCP,)
    assert carriers(Transport.UDP, None) == (Carrier.UDP,)


def test_a_zone_is_written_as_resolvers_read_it() -> None:
    address = Address("rtsp://[fe80::1%25eth0]:554/live", Transport.AUTO, Credentials("a%25", "b"))
    assert address.connect_url() == "rtsp://a%2525:b@[fe80::1%eth0]:554/live"
