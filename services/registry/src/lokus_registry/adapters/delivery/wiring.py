"""The parts of delivery put together, as bootstrap hangs them on the root."""

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_postgres.database import Database
from lokus_registry.adapters.delivery.desk import PostgresLedger
from lokus_registry.adapters.delivery.minimums import ContractMinimums
from lokus_registry.adapters.delivery.report_plane import BusReportPlane
from lokus_registry.adapters.metrics import LedgerMetrics
from lokus_registry.application.delivery.ledger import Ledger


def delivery_ledger(database: Database, bus: Bus, retention_months: int, clock: Clock) -> Ledger:
    """The ledger, to be run as a task of the root."""
    store = PostgresLedger(database, retention_months)
    return Ledger(BusReportPlane(bus), store, ContractMinimums(database, clock), clock, LedgerMetrics())
