"""Names of hosts for unit tests: those that it was given."""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address

from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.networks import IpAddress
from lokus_proto.v1.stream_state import ReasonKind


class PhoneBook:
    """The port `Names` in memory."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._names = names

    async def addresses(self, name: str) -> Sequence[IpAddress]:
        if name not in self._names:
            raise SourceFailure(ReasonKind.UNREACHABLE, "the name is unknown")
        return [ip_address(each) for each in self._names[name]]
