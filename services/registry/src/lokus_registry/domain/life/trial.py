"""The record of one acceptance test of a camera."""

from dataclasses import dataclass
from datetime import datetime

from lokus_registry.domain.life.acceptance_test import Criterion, Expected, Outcome


@dataclass(frozen=True, slots=True)
class Trial:
    """One test: who asked for it, what was expected, where it stands, and what was found."""

    camera: str
    number: int
    outcome: Outcome
    seconds: int
    expected: Expected
    asked_by: str
    asked_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    criteria: tuple[Criterion, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it has still to be done."""
        return self.outcome in {Outcome.QUEUED, Outcome.RUNNING}
