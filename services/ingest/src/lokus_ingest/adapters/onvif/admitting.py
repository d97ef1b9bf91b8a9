"""Whether a device may be connected to, at which address, and when.

What a name resolves to is checked and used; connections to devices pass the gate that those to cameras pass,
so that a district's power returning is no storm of either.
"""

from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_proto.v1.probe import ProbeReason

IpAddress = IPv4Address | IPv6Address
Resolve = Callable[[str], Awaitable[Sequence[IpAddress]]]
Enter = Callable[[IpAddress, Callable[[float], None]], Awaitable[None]]


class Admitting:
    """`resolve` finds the addresses of a name or raises SourceFailure; `allow` says which may be used.

    `enter` waits until a connection there may be made.
    """

    def __init__(self, resolve: Resolve, allow: Callable[[IpAddress], bool], enter: Enter) -> None:
        self._resolve = resolve
        self._allow = allow
        self._enter = enter

    async def admit(self, host: str) -> str:
        """The address to connect to, once it may be; DeviceFailure if there is none."""
        for address in await self._addresses(host):
            if self._allow(address):
                await self._enter(address, _nobody_is_told)
                return str(address)
        raise DeviceFailure(
            ProbeReason.ADDRESS,
            "devices of this network may not be asked: correct the address, or have whoever operates ingest "
            "allow the network",
        )

    async def _addresses(self, host: str) -> Sequence[IpAddress]:
        try:
            return [ip_address(host)]
        except ValueError:
            pass
        try:
            return await self._resolve(host)
        except SourceFailure as failure:
            raise DeviceFailure(ProbeReason.UNREACHABLE, failure.detail) from None


def _nobody_is_told(_seconds: float) -> None:
    """A device that waits has no state of its own to tell it in."""
