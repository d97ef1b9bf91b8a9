"""What a look at the map reads, bound to one transaction."""

from lokus_registry.adapters.map.points import MapPointTable
from lokus_registry.adapters.organisations import OrganisationTable
from lokus_registry.adapters.transactions import Work
from lokus_registry.application.map.ports import MapRegisters


def map_registers(work: Work) -> MapRegisters:
    """The registers of the map."""
    return MapRegisters(
        points=MapPointTable(work.session, work.tenant),
        organisations=OrganisationTable(work.session, work.tenant),
    )
