"""Whether a device may be connected to, and at which address: what a name resolves to is checked and used."""

from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.onvif.failure import DeviceFailure
from lokus_proto.v1.probe import ProbeReason

IpAddress = IPv4Address | IPv6Address
Resolve = Callable[[str], Awaitable[Sequence[IpAddress]]]


class Admitting:
    """`resolve` finds the addresses of a name or raises SourceFailure; `allow` says which may be used."""

    def __init__(self, resolve: Resolve, allow: Callable[[IpAddress], bool]) -> None:
        self._resolve = resolve
        self._allow = allow

    async def admit(self, host: str) -> str:
        """The address to connect to; DeviceFailure if there is none that may be."""
        for address in await self._addresses(host):
            if self._allow(address):
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
