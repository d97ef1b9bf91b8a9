"""The registers of custody, made for one transaction."""

from lokus_registry.adapters.custody.alarms import AlarmTable
from lokus_registry.adapters.custody.openings import OpeningTable
from lokus_registry.adapters.custody.shipments import ShipmentTable
from lokus_registry.adapters.custody.surroundings import SurroundingTables
from lokus_registry.adapters.files import FileTable
from lokus_registry.adapters.organisations import OrganisationTable
from lokus_registry.adapters.transactions import Work
from lokus_registry.application.custody.ports import AlarmRegisters, OpeningRegisters, ShipmentRegisters


def alarm_registers(work: Work) -> AlarmRegisters:
    """All that a transaction about alarms works on."""
    organisations = OrganisationTable(work.session, work.tenant)
    return AlarmRegisters(AlarmTable(work), organisations, work.announcer)


def shipment_registers(work: Work) -> ShipmentRegisters:
    """All that a transaction about shipments works on."""
    table = ShipmentTable(work)
    return ShipmentRegisters(
        plans=table,
        legs=table,
        surroundings=SurroundingTables(work),
        organisations=OrganisationTable(work.session, work.tenant),
        bell=AlarmTable(work),
        files=FileTable(work.session, work.tenant),
        announcer=work.announcer,
    )


def opening_registers(work: Work) -> OpeningRegisters:
    """All that a transaction about openings works on."""
    return OpeningRegisters(
        openings=OpeningTable(work),
        surroundings=SurroundingTables(work),
        organisations=OrganisationTable(work.session, work.tenant),
        bell=AlarmTable(work),
        announcer=work.announcer,
    )
