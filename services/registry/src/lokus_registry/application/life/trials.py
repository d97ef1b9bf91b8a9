"""Acceptance tests are asked for by a camera's vendor or owner, and their reports are read."""

from collections.abc import Sequence

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, Invalid, NotFound
from lokus_registry.application.life.ports import BeginLife, LifeRegisters
from lokus_registry.application.placing import held, seen
from lokus_registry.domain.life.acceptance_test import Expected, Outcome
from lokus_registry.domain.life.state import LifeState
from lokus_registry.domain.life.trial import Trial
from lokus_registry.domain.policy.cameras import visible_cameras
from lokus_registry.domain.policy.life import may_keep


class Trials:
    """The calls on acceptance tests."""

    def __init__(self, begin: BeginLife, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def ask(self, caller: Caller, key: str, seconds: int, expected: Expected | None) -> Trial:
        """Queue one; what is expected is that of the camera's contract unless it is given."""
        async with self._begin(caller.tenant) as registers:
            camera = await held(registers.all, key)
            may_keep(caller, camera)
            _check_testable(camera.life.state, key, await registers.trials.of(key, 1))
            wanted = expected or await registers.terms.expected_of(key, self._clock.now())
            if wanted is None:
                raise Invalid(
                    f"expected: camera {key} is in no contract that says it: give what is to be delivered",
                    reason="expected-needed",
                )
            number = await registers.trials.next_number(key)
            trial = Trial(key, number, Outcome.QUEUED, seconds, wanted, caller.subject, self._clock.now())
            await registers.trials.put(trial)
            await registers.all.announcer.changed(caller, "cameras", [key])
            return trial

    async def page(self, caller: Caller, key: str, limit: int) -> Sequence[Trial]:
        """The newest tests of a camera, the newest first."""
        async with self._begin(caller.tenant) as registers:
            await _check_readable(registers, caller, key)
            return await registers.trials.of(key, limit)

    async def get(self, caller: Caller, key: str, number: int) -> Trial:
        """One test, with its report once it is done."""
        async with self._begin(caller.tenant) as registers:
            await _check_readable(registers, caller, key)
            trial = await registers.trials.find(key, number)
        if trial is None:
            raise NotFound(f"there is no acceptance test {number} of camera {key}")
        return trial


def _check_testable(state: LifeState, key: str, last: Sequence[Trial]) -> None:
    if state is LifeState.RETIRED:
        raise Conflict(f"camera {key} is retired: nothing pulls it any more", reason="retired")
    if last and last[0].is_open:
        raise Conflict(
            f"acceptance test {last[0].number} of camera {key} is {last[0].outcome}: wait for its report",
            reason="test-open",
            number=last[0].number,
        )


async def _check_readable(registers: LifeRegisters, caller: Caller, key: str) -> None:
    scope = visible_cameras(caller)
    found = await seen(registers.all, key)
    scope.require("camera", key, found.site.owner, found.camera.vendor)
