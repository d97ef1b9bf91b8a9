"""Puts custody together on a database: its calls, and the watch behind them."""

from lokus_kit.clock import Clock
from lokus_postgres.database import Database
from lokus_registry.adapters.custody.due import DueTables
from lokus_registry.adapters.custody.registers import (
    alarm_registers,
    opening_registers,
    shipment_registers,
)
from lokus_registry.adapters.transactions import Transactions
from lokus_registry.application.custody.alarms import Alarms
from lokus_registry.application.custody.legs import Legs
from lokus_registry.application.custody.openings import Openings
from lokus_registry.application.custody.shipments import Shipments
from lokus_registry.application.custody.uses import CustodyUses
from lokus_registry.application.custody.watch import LOOK_SECONDS, CustodyWatch
from lokus_registry.application.worker import Worker


def custody_uses(transactions: Transactions, clock: Clock) -> CustodyUses:
    """The calls of custody."""
    shipments = transactions.of(shipment_registers)
    return CustodyUses(
        shipments=Shipments(shipments, clock),
        legs=Legs(shipments, clock),
        openings=Openings(transactions.of(opening_registers), clock),
        alarms=Alarms(transactions.of(alarm_registers), clock),
    )


def custody_watch(database: Database, transactions: Transactions, clock: Clock) -> Worker:
    """The worker that finds what has become wrong with time."""
    shipments, openings = transactions.of(shipment_registers), transactions.of(opening_registers)
    watch = CustodyWatch(DueTables(database), shipments, openings, clock)
    return Worker("custody watch", watch.look, clock, LOOK_SECONDS)
