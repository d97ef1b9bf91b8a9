from collections.abc import Callable, Sequence
from ipaddress import ip_address

import pytest

from lokus_ingest.adapters.onvif.admitting import Admitting, IpAddress
from lokus_ingest.domain.networks import AllowedNetworks
from lokus_ingest.domain.onvif.failure import DeviceFailure


class Gate:
    """Lets everybody in, and knows whom."""

    def __init__(self) -> None:
        self.entered: list[IpAddress] = []

    async def enter(self, host: IpAddress, on_wait: Callable[[float], None]) -> None:
        on_wait(0.5)
        self.entered.append(host)


async def resolve(_name: str) -> Sequence[IpAddress]:
    return [ip_address("169.254.169.254"), ip_address("192.0.2.7")]


@pytest.mark.parametrize("host", ["192.0.2.7", "device.example"])
async def test_a_device_is_connected_to_through_the_gate_of_all_cameras(host: str) -> None:
    gate = Gate()
    admitting = Admitting(resolve, AllowedNetworks.parse("default").allow, gate.enter)
    assert await admitting.admit(host) == "192.0.2.7"
    assert gate.entered == [ip_address("192.0.2.7")]


async def test_a_device_that_may_not_be_asked_takes_nobodys_turn() -> None:
    gate = Gate()
    with pytest.raises(DeviceFailure):
        await Admitting(resolve, AllowedNetworks.parse("default").allow, gate.enter).admit("127.0.0.1")
    assert gate.entered == []
