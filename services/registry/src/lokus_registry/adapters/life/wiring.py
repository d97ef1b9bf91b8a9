"""Puts camera lives together: the calls, and what is done behind them."""

from dataclasses import dataclass

from lokus_kit.clock import Clock
from lokus_kit.root import Root
from lokus_postgres.database import Database
from lokus_registry.adapters.life.registers import life_registers
from lokus_registry.adapters.life.trials import PostgresTrialQueue
from lokus_registry.adapters.life.waiting_room import PostgresWaitingRoom
from lokus_registry.adapters.transactions import Transactions, registers
from lokus_registry.application.life.bundle import LifeCalls, life_calls
from lokus_registry.application.life.probing import Probing
from lokus_registry.application.life.trial_runs import POLL_SECONDS, TrialRuns
from lokus_registry.application.worker import Worker


@dataclass(frozen=True, slots=True)
class LifePart:
    """The part; both probing and tests listen to the states of streams."""

    calls: LifeCalls
    probing: Probing
    trial_runs: TrialRuns
    clock: Clock

    def hang_on(self, root: Root) -> None:
        """Have the root run what is done behind the calls."""
        tests = Worker("acceptance tests", self.trial_runs.do_one, self.clock, POLL_SECONDS)
        root.task("probing", self.probing.run())
        root.task(tests.name, tests.run())


def life_part(transactions: Transactions, database: Database, clock: Clock) -> LifePart:
    """All of it, on one kind of transaction."""
    begin = transactions.of(life_registers)
    return LifePart(
        calls=life_calls(begin, clock),
        probing=Probing(transactions.of(registers), PostgresWaitingRoom(database), clock),
        trial_runs=TrialRuns(begin, PostgresTrialQueue(database), clock),
        clock=clock,
    )
