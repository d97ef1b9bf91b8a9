"""All the calls on contracts, as the routes take them."""

from dataclasses import dataclass

from lokus_kit.clock import Clock
from lokus_registry.application.contracts.availability import AskingAvailability
from lokus_registry.application.contracts.computing import Computing
from lokus_registry.application.contracts.contracts import Contracts
from lokus_registry.application.contracts.disputes import Disputes
from lokus_registry.application.contracts.membership import Membership
from lokus_registry.application.contracts.overlays import Overlays
from lokus_registry.application.contracts.ports import BeginContracts
from lokus_registry.application.contracts.printing import Printing
from lokus_registry.application.contracts.statement_ports import BeginStatements, Tenants
from lokus_registry.application.contracts.statements import Statements
from lokus_registry.application.worker import Worker
from lokus_registry.domain.contracts.overlay import Exclusion, MaintenanceWindow


@dataclass(frozen=True, slots=True)
class ContractCalls:
    """The use cases of the part; `computing` is a task of the root."""

    contracts: Contracts
    membership: Membership
    windows: Overlays[MaintenanceWindow]
    exclusions: Overlays[Exclusion]
    statements: Statements
    printing: Printing
    disputes: Disputes
    availability: AskingAvailability
    computing: Worker


def contract_calls(
    begin: BeginContracts,
    begin_statements: BeginStatements,
    tenants: Tenants,
    availability: AskingAvailability,
    clock: Clock,
) -> ContractCalls:
    """All of them, on two kinds of transactions."""
    return ContractCalls(
        contracts=Contracts(begin, clock),
        membership=Membership(begin, clock),
        windows=Overlays(begin, clock, "maintenance window", lambda registers: registers.windows),
        exclusions=Overlays(begin, clock, "exclusion", lambda registers: registers.exclusions),
        statements=Statements(begin_statements, clock),
        availability=availability,
        printing=Printing(begin_statements),
        disputes=Disputes(begin_statements, clock),
        computing=Worker("statements", Computing(tenants, begin_statements, clock).do_one, clock),
    )
