"""What comes before connecting: the host's address is found, checked, and let through the gate.

The address that was checked is the one that is connected to, so that a name cannot change in between. A name
with several addresses is tried at each in turn.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Final

from lokus_ingest.application.admission import Admission
from lokus_ingest.application.ports import Names
from lokus_ingest.domain.address import Address
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.networks import AllowedNetworks, IpAddress, literal
from lokus_proto.v1.stream_state import ReasonKind

_DENIED: Final = (
    "cameras may not be pulled from this host's network: correct the host of the URL, or have whoever "
    "operates ingest allow the network"
)

_NOT_NAMED: Final = (
    "HTTP is fetched only from networks that whoever operates ingest has named, for a request can do things "
    "there: have the host's network named in LOKUS_INGEST_ALLOWED_NETWORKS, or register an RTSP address"
)


class Approach:
    """One for all streams."""

    def __init__(self, names: Names, allowed: AllowedNetworks, admission: Admission) -> None:
        self._names = names
        self._allowed = allowed
        self._admission = admission
        self._turns = count()

    async def locate(self, address: Address) -> Address:
        """The address with the host that may be connected to; SourceFailure if there is none."""
        written = literal(address.hostname)
        found = [written] if written is not None else await self._names.addresses(address.hostname)
        may, denied = (self._allowed.names, _NOT_NAMED) if address.fetched else (self._allowed.allow, _DENIED)
        allowed = [each for each in found if may(each)]
        if not allowed:
            raise SourceFailure(ReasonKind.ADDRESS, denied, may_pass=written is None)
        return replace(address, host=allowed[next(self._turns) % len(allowed)])

    async def enter(self, host: IpAddress, on_wait: Callable[[float], None]) -> None:
        """Wait until a connection may be made."""
        await self._admission.enter(host, on_wait)
