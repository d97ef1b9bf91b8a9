"""Which addresses cameras may be pulled from. A vendor names them, so that ingest must not be led anywhere.

By default: everywhere but where only this machine, its link or its cloud's own services are. Networks that
are named are allowed whatever they are. An IPv4 address inside an IPv6 one counts as what it is.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

IpAddress = IPv4Address | IPv6Address

DEFAULT: Final = "default"
"""In a list of networks: all but the places below."""

_NEVER_BY_DEFAULT: Final = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8",  # unspecified; some systems take it for this machine
        "127.0.0.0/8",  # this machine
        "169.254.0.0/16",  # this link; clouds tell secrets of a machine there
        "100.100.100.200/32",  # the same in Alibaba's cloud
        "168.63.129.16/32",  # in Azure
        "192.0.0.192/32",  # in Oracle's
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, with broadcast
        "::/128",
        "::1/128",
        "fe80::/10",
        "fec0::/10",
        "fd00:ec2::254/128",  # AWS
        "ff00::/8",
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
_SEGMENT_BITS: Final = {4: 24, 6: 64}


@dataclass(frozen=True, slots=True)
class AllowedNetworks:
    """`by_default`: also what is allowed by default."""

    named: tuple[IPv4Network | IPv6Network, ...]
    by_default: bool

    @classmethod
    def parse(cls, text: str) -> "AllowedNetworks":
        """Networks as CIDR, separated by commas, and the word `default`; ValueError says which is none."""
        words = [word.strip() for word in text.split(",") if word.strip()]
        if not words:
            raise ValueError(f"name at least one network, or {DEFAULT}")
        return cls(tuple(_network(word) for word in words if word != DEFAULT), DEFAULT in words)

    def allow(self, address: IpAddress) -> bool:
        """Whether a camera may be pulled from there."""
        if self.names(address):
            return True
        return self.by_default and not any(_inner(address) in network for network in _NEVER_BY_DEFAULT)

    def names(self, address: IpAddress) -> bool:
        """Whether it is in a network that was named, not merely allowed by default."""
        address = _inner(address)
        return any(address in network for network in self.named)


def literal(host: str) -> IpAddress | None:
    """The address that a host is written as; None if it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def segment_of(address: IpAddress) -> str:
    """The network segment that an address counts for: a /24 of IPv4, a /64 of IPv6."""
    address = _inner(address)
    bits = address.max_prefixlen - _SEGMENT_BITS[address.version]
    return f"{address.version}:{int(address) >> bits:x}"


def _inner(address: IpAddress) -> IpAddress:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _network(word: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(word)
    except ValueError:
        raise ValueError(
            f"{word!r} is no network: write it as 10.20.0.0/16 or fd00:20::/32, without host bits"
        ) from None
