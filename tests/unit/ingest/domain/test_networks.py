from ipaddress import ip_address

import pytest

from lokus_ingest.domain.networks import DEFAULT, AllowedNetworks, literal, segment_of


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_what_is_no_camera_is_not_allowed_by_default(address: str) -> None:
    assert not AllowedNetworks.parse(DEFAULT).allow(ip_address(address))


@pytest.mark.parametrize("address", ["10.1.2.3", "192.168.1.64", "100.64.0.1", "203.0.113.9", "fd00::1"])
def test_where_cameras_are_is(address: str) -> None:
    assert AllowedNetworks.parse(DEFAULT).allow(ip_address(address))


def test_named_networks_are_allowed_and_no_others() -> None:
    allowed = AllowedNetworks.parse("10.20.0.0/16, 127.0.0.0/8")
    assert allowed.allow(ip_address("10.20.3.4"))
    assert allowed.allow(ip_address("127.0.0.1"))
    assert allowed.allow(ip_address("::ffff:10.20.3.4"))
    assert not allowed.allow(ip_address("10.21.0.1"))
    assert not allowed.allow(ip_address("fd00::1"))


def test_named_networks_may_add_to_the_default() -> None:
    allowed = AllowedNetworks.parse("default,127.0.0.0/8")
    assert allowed.allow(ip_address("127.0.0.1"))
    assert allowed.allow(ip_address("10.1.2.3"))
    assert not allowed.allow(ip_address("169.254.169.254"))


@pytest.mark.parametrize("text", ["", " , ", "10.20.0.1/16", "cameras", "10.0.0.0/33"])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="network"):
        AllowedNetworks.parse(text)


def test_a_literal_is_told_from_a_name() -> None:
    assert literal("192.0.2.7") == ip_address("192.0.2.7")
    assert literal("::1") == ip_address("::1")
    assert literal("camera-7.example") is None
    assert literal("127.1") is None


def test_a_segment_is_a_24_or_a_64() -> None:
    def same(one: str, other: str) -> bool:
        return segment_of(ip_address(one)) == segment_of(ip_address(other))

    assert same("192.0.2.7", "192.0.2.250")
    assert same("192.0.2.7", "::ffff:192.0.2.9")
    assert not same("192.0.2.7", "192.0.3.7")
    assert same("2001:db8::1", "2001:db8::ffff:0:1")
    assert not same("2001:db8::1", "2001:db8:0:1::1")


def test_what_is_allowed_by_default_was_not_named() -> None:
    networks = AllowedNetworks.parse("default,192.0.2.0/24")
    assert networks.names(ip_address("::ffff:192.0.2.7"))
    assert not networks.names(ip_address("198.51.100.7"))
    assert networks.allow(ip_address("198.51.100.7"))
