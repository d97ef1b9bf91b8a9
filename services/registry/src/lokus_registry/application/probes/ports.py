"""What probes want of the outside."""

from typing import Protocol

from lokus_proto.v1.probe import ProbeReply
from lokus_registry.domain.probe import Probe


class Devices(Protocol):
    """Whoever can look at devices."""

    async def look(self, tenant: str, probe: str, address: str, sealed: str | None) -> ProbeReply:
        """What there is; NotFound when no worker is there, Unavailable when none answers."""
        ...


class Shelf(Protocol):
    """Where probes lie for an hour, for all processes of the registry."""

    async def put(self, tenant: str, probe: Probe) -> None:
        """Lay it down as it now is; Unavailable while the bus is away."""
        ...

    async def get(self, tenant: str, key: str) -> Probe:
        """NotFound if it is not there, or no more."""
        ...
