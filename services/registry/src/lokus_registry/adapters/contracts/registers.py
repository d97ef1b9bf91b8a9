"""The registers of contracts, bound to one transaction."""

from lokus_registry.adapters import schema
from lokus_registry.adapters.contracts.contracts import AmendmentTable, ContractTable
from lokus_registry.adapters.contracts.disputes import DisputeTable
from lokus_registry.adapters.contracts.of_contracts import OfContracts
from lokus_registry.adapters.contracts.selection import CameraSelection
from lokus_registry.adapters.contracts.signed import SignedMonthTable
from lokus_registry.adapters.contracts.statements import LineTable, StatementBasis, StatementTable
from lokus_registry.adapters.contracts.stays import StayTable
from lokus_registry.adapters.files import FileTable
from lokus_registry.adapters.register import TableRegister
from lokus_registry.adapters.transactions import Work
from lokus_registry.application.contracts.availability_ports import AvailabilityRegisters
from lokus_registry.application.contracts.ports import ContractRegisters
from lokus_registry.application.contracts.statement_ports import StatementRegisters
from lokus_registry.domain.contracts.overlay import Exclusion, MaintenanceWindow
from lokus_registry.domain.organisation import Organisation


def contract_registers(work: Work) -> ContractRegisters:
    """What one transaction about contracts works on."""
    session, tenant = work.session, work.tenant
    stays, statements = StayTable(session, tenant), StatementTable(session, tenant)
    return ContractRegisters(
        contracts=ContractTable(session, tenant),
        organisations=TableRegister(session, tenant, schema.organisations, Organisation, {}),
        stays=stays,
        stay_reading=stays,
        amendments=AmendmentTable(session, tenant),
        signed=SignedMonthTable(session, tenant),
        windows=OfContracts(session, tenant, schema.maintenance_windows, MaintenanceWindow, {}),
        exclusions=OfContracts(session, tenant, schema.exclusions, Exclusion, {}),
        statements=statements,
        history=statements,
        files=FileTable(session, tenant),
        announcer=work.announcer,
    )


def statement_registers(work: Work) -> StatementRegisters:
    """What one transaction about statements works on."""
    session, tenant = work.session, work.tenant
    statements, lines = StatementTable(session, tenant), LineTable(session, tenant)
    basis = StatementBasis(session, tenant)
    return StatementRegisters(
        contracts=ContractTable(session, tenant),
        amendments=AmendmentTable(session, tenant),
        statements=statements,
        history=statements,
        lines=lines,
        text=lines,
        basis=basis,
        disputes=DisputeTable(session, tenant),
        dispute_count=basis,
        files=FileTable(session, tenant),
        announcer=work.announcer,
    )


def availability_registers(work: Work) -> AvailabilityRegisters:
    """What one question of availability reads."""
    session, tenant = work.session, work.tenant
    return AvailabilityRegisters(
        contracts=ContractTable(session, tenant),
        amendments=AmendmentTable(session, tenant),
        laid_over=StatementBasis(session, tenant),
        selection=CameraSelection(session, tenant),
    )
