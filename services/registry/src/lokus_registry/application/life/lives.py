"""Cameras are moved on in their lives, each edge by whoever may take it, and tell what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_registry.application.collection import ANYHOW, Precondition
from lokus_registry.application.life.ports import BeginLife, LifeRegisters
from lokus_registry.application.life.step import write_edge
from lokus_registry.application.placing import held, seen
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.life.acceptance import check_secrecy, check_tested
from lokus_registry.domain.life.life import Life, LifeChange, author, step
from lokus_registry.domain.life.state import Verb, led_to
from lokus_registry.domain.policy.cameras import visible_cameras
from lokus_registry.domain.policy.life import may_take

HISTORY_LIMIT: Final = 1000
_TESTS_LOOKED_AT: Final = 100
_SHOWING: Final = frozenset({Verb.ACCEPT, Verb.PUT_IN_SERVICE, Verb.END_MAINTENANCE})
"""What a camera that shows what it must not is kept from."""


@dataclass(frozen=True, slots=True)
class ToldLife:
    """Where a camera stands, and its history, the newest edge first."""

    life: Life
    history: Sequence[LifeChange]


class Lives:
    """The calls on the lives of cameras."""

    def __init__(self, begin: BeginLife, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def accept(
        self, caller: Caller, key: str, reason: str | None, waived: str | None, granted: Precondition = ANYHOW
    ) -> ToldLife:
        """Accept the camera; Conflict unless it was tested, or the test waived, and its picture reviewed."""
        told = f"acceptance test waived: {waived}" if waived is not None else None
        why = "; ".join(part for part in (reason, told) if part is not None)
        return await self._take(caller, key, Verb.ACCEPT, why or None, granted, waived)

    async def take(
        self, caller: Caller, key: str, verb: Verb, reason: str | None, granted: Precondition = ANYHOW
    ) -> ToldLife:
        """Take any other edge; Forbidden if it is another's, Conflict if it does not lead on from here."""
        return await self._take(caller, key, verb, reason, granted)

    async def _take(
        self,
        caller: Caller,
        key: str,
        verb: Verb,
        reason: str | None,
        granted: Precondition,
        waived: str | None = None,
    ) -> ToldLife:
        async with self._begin(caller.tenant) as registers:
            before = await held(registers.all, key)
            may_take(caller, verb, before)
            granted.check("camera", key, before.camera)
            led_to(key, before.life.state, verb)
            if verb is Verb.ACCEPT:
                trials = await registers.trials.of(key, _TESTS_LOOKED_AT)
                check_tested(before.life, trials, waived)
            if verb in _SHOWING:
                await _check_placed(registers, before)
            life = step(before.life, verb, author(caller), self._clock.now(), reason)
            await write_edge(registers.all, before, life, verb, author(caller))
            await registers.all.announcer.changed(caller, "cameras", [key])
            return await _told(registers, life)

    async def get(self, caller: Caller, key: str) -> ToldLife:
        """Where a camera stands."""
        scope = visible_cameras(caller)
        async with self._begin(caller.tenant) as registers:
            found = await seen(registers.all, key)
            scope.require("camera", key, found.site.owner, found.camera.vendor)
            return await _told(registers, found.life)


async def _check_placed(registers: LifeRegisters, camera: PlacedCamera) -> None:
    placement = await registers.placements.find(camera.camera.id)
    check = placement.secrecy_check if placement is not None else None
    check_secrecy(camera.site.kind, camera.life, check)


async def _told(registers: LifeRegisters, life: Life) -> ToldLife:
    return ToldLife(life, await registers.history.history(life.camera, HISTORY_LIMIT))
