"""The registers of geography, bound to one transaction."""

from lokus_registry.adapters.geography.areas import AreaTable
from lokus_registry.adapters.geography.boundaries import BoundaryTable
from lokus_registry.adapters.geography.counting import CountingTables
from lokus_registry.adapters.transactions import Work
from lokus_registry.application.geography.ports import GeographyRegisters


def geography_registers(work: Work) -> GeographyRegisters:
    """Areas many at once, boundaries and counts."""
    session, tenant = work.session, work.tenant
    return GeographyRegisters(
        areas=AreaTable(session, tenant),
        boundaries=BoundaryTable(session, tenant),
        counting=CountingTables(session, tenant),
        announcer=work.announcer,
    )
