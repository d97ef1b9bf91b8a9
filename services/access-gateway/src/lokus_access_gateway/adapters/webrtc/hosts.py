"""The addresses that are offered to viewers as ICE host candidates.

aiortc offers every address of the machine but the loopback ones, and lets nobody choose. A gateway
knows which of its networks viewers come from, and one that serves its own machine needs loopback.
"""

import ipaddress
from collections.abc import Callable
from typing import cast

import aioice.ice

Ask = Callable[[bool, bool], list[str]]
"""What addresses the machine has: of IPv4, of IPv6."""


def offer_hosts(hosts: tuple[str, ...]) -> None:
    """Offer these addresses in every WebRTC connection of the process; empty: all that the machine has."""
    chosen: Callable[[], list[str]] = (
        (lambda: list(hosts)) if hosts else _machine_hosts(cast("Ask", aioice.ice.get_host_addresses))
    )

    def addresses(use_ipv4: bool, use_ipv6: bool) -> list[str]:  # noqa: FBT001 (the library's own signature)
        versions = {4: use_ipv4, 6: use_ipv6}
        return [host for host in chosen() if versions[ipaddress.ip_address(host).version]]

    aioice.ice.get_host_addresses = addresses


def _machine_hosts(ask: Ask) -> Callable[[], list[str]]:
    # A machine without a network still serves itself.
    return lambda: ask(True, True) or ["127.0.0.1"]
