"""The part of contracts, built on the database."""

from lokus_kit.clock import Clock
from lokus_postgres.database import Database
from lokus_registry.adapters.contracts.registers import (
    availability_registers,
    contract_registers,
    statement_registers,
)
from lokus_registry.adapters.contracts.statements import TenantQueue
from lokus_registry.adapters.transactions import Transactions
from lokus_registry.application.contracts.availability import AskingAvailability
from lokus_registry.application.contracts.bundle import ContractCalls, contract_calls


def contract_part(transactions: Transactions, database: Database, clock: Clock) -> ContractCalls:
    """All its calls, and the worker that computes statements."""
    begin, begin_statements = transactions.of(contract_registers), transactions.of(statement_registers)
    availability = AskingAvailability(transactions.of(availability_registers), clock)
    return contract_calls(begin, begin_statements, TenantQueue(database), availability, clock)
