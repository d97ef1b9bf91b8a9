from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from lokus_ingest.application.admission import Admission
from lokus_ingest.application.approach import Approach
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.address import Address
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.networks import AllowedNetworks, IpAddress
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.stream_state import ReasonKind
from support.virtual_clock import SteppedClock
from unit.ingest.phone_book import PhoneBook


def approach(allowed: str = "default", **names: Sequence[str]) -> Approach:
    admission = Admission(1000, 1000, lambda: 1.0, SteppedClock(), Tally())
    return Approach(PhoneBook(names), AllowedNetworks.parse(allowed), admission)


async def located(part: Approach, host: str) -> IpAddress | None:
    return (await part.locate(Address(f"rtsp://{host}/live", Transport.AUTO))).host


async def test_an_address_needs_no_looking_up() -> None:
    assert await located(approach(), "192.0.2.7") == ip_address("192.0.2.7")
    assert await located(approach(), "[2001:db8::1]:554") == ip_address("2001:db8::1")


async def test_a_zone_is_kept() -> None:
    assert await located(approach("fe80::/10"), "[fe80::1%25eth0]") == ip_address("fe80::1%eth0")


async def test_a_name_becomes_the_address_that_is_connected_to() -> None:
    assert await located(approach(cam=["192.0.2.9"]), "cam") == ip_address("192.0.2.9")


async def test_an_address_that_is_not_allowed_is_not_tried_again() -> None:
    with pytest.raises(SourceFailure) as denied:
        await located(approach(), "127.0.0.1")
    assert (denied.value.reason, denied.value.until_changed) == (ReasonKind.ADDRESS, True)
    assert "127.0.0.1" not in denied.value.detail


async def test_a_name_that_leads_where_it_may_not_is_tried_again_rarely() -> None:
    with pytest.raises(SourceFailure) as denied:
        await located(approach(cam=["169.254.169.254"]), "cam")
    assert denied.value.reason is ReasonKind.ADDRESS
    assert not denied.value.until_changed
    assert denied.value.unhurried


async def test_http_goes_only_where_a_network_was_named() -> None:
    address = Address("http://192.0.2.7/live.flv", Transport.AUTO)
    with pytest.raises(SourceFailure, match="LOKUS_INGEST_ALLOWED_NETWORKS") as denied:
        await approach("default,198.51.100.0/24").locate(address)
    assert denied.value.until_changed
    assert (await approach("192.0.2.0/24").locate(address)).host == ip_address("192.0.2.7")


async def test_a_name_with_several_addresses_is_tried_at_each_that_is_allowed() -> None:
    part = approach(cam=["127.0.0.1", "192.0.2.1", "192.0.2.2"])
    found = {await located(part, "cam") for _ in range(4)}
    assert found == {ip_address("192.0.2.1"), ip_address("192.0.2.2")}


async def test_an_unknown_name_says_so() -> None:
    with pytest.raises(SourceFailure) as unknown:
        await located(approach(), "nowhere")
    assert unknown.value.reason is ReasonKind.UNREACHABLE
