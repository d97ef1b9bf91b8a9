"""All the calls on contracts, as the routes take them."""

from dataclasses import dataclass

from lokus_kit.clock import Clock
from lokus_registry.application.contracts.contracts import Contracts
from lokus_registry.application.contracts.membership import Membership
from lokus_registry.application.contracts.overlays import Overlays
from lokus_registry.application.contracts.ports import BeginContracts
from lokus_registry.domain.contracts.overlay import Exclusion, MaintenanceWindow


@dataclass(frozen=True, slots=True)
class ContractCalls:
    """The use cases of the part."""

    contracts: Contracts
    membership: Membership
    windows: Overlays[MaintenanceWindow]
    exclusions: Overlays[Exclusion]


def contract_calls(begin: BeginContracts, clock: Clock) -> ContractCalls:
    """All of them, on one kind of transaction."""
    return ContractCalls(
        contracts=Contracts(begin, clock),
        membership=Membership(begin, clock),
        windows=Overlays(begin, clock, "maintenance window", lambda registers: registers.windows),
        exclusions=Overlays(begin, clock, "exclusion", lambda registers: registers.exclusions),
    )
