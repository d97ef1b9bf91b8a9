"""The calls on camera lives together, for those who hang them up."""

from dataclasses import dataclass

from lokus_kit.clock import Clock
from lokus_registry.application.life.consents import Consents
from lokus_registry.application.life.lives import Lives
from lokus_registry.application.life.placements import Placements
from lokus_registry.application.life.ports import BeginLife
from lokus_registry.application.life.trials import Trials


@dataclass(frozen=True, slots=True)
class LifeCalls:
    """What the entry points call."""

    lives: Lives
    consents: Consents
    placements: Placements
    trials: Trials


def life_calls(begin: BeginLife, clock: Clock) -> LifeCalls:
    """All of them, on the same registers."""
    return LifeCalls(
        lives=Lives(begin, clock),
        consents=Consents(begin, clock),
        placements=Placements(begin, clock),
        trials=Trials(begin, clock),
    )
