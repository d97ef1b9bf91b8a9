"""Runs acceptance tests: claims those that wait, listens to their cameras, writes what was found.

What is heard is kept in memory, so a process that ends in the middle loses it: its claim runs out, and
whoever claims the test then starts it over. `do_one` belongs to a `Worker`, `take` to the follower of states.
"""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from lokus_kit.clock import Clock
from lokus_kit.errors import NotFound
from lokus_proto.subjects import StreamName
from lokus_proto.v1.stream_state import StreamState
from lokus_registry.application.life.ports import BeginLife, TrialQueue
from lokus_registry.application.life.step import write_edge
from lokus_registry.application.placing import held
from lokus_registry.domain.life.acceptance_test import Period, Told, evaluate
from lokus_registry.domain.life.life import Author, step
from lokus_registry.domain.life.state import LifeState, Verb
from lokus_registry.domain.life.trial import Trial

log = logging.getLogger(__name__)

CLAIM: Final = timedelta(seconds=15)
_RENEW_AFTER: Final = timedelta(seconds=5)
POLL_SECONDS: Final = 0.5


@dataclass
class _Run:
    trial: Trial
    period: Period
    told: list[Told] = field(default_factory=list)


class TrialRuns:
    """The tests that this process has claimed."""

    def __init__(self, begin: BeginLife, queue: TrialQueue, clock: Clock) -> None:
        self._begin = begin
        self._queue = queue
        self._clock = clock
        self._runs: dict[tuple[str, str], _Run] = {}
        self._renewed_at = clock.now()

    def waits(self, tenant: str, camera: str) -> bool:
        """Whether the states of a camera's streams are worth opening."""
        return (tenant, camera) in self._runs

    async def take(self, tenant: str, state: StreamState, at: datetime) -> None:
        """Note what ingest told of a camera under test."""
        run = self._runs.get((tenant, state.camera))
        if run is not None and state.stream is StreamName.MAIN and at >= run.period.start:
            run.told.append(Told(at, state))

    async def do_one(self) -> bool:
        """Finish a test that is over, or claim one that waits; False when there is neither."""
        now = self._clock.now()
        for (tenant, _), run in list(self._runs.items()):
            if run.period.is_closed_by(run.told) or run.period.is_given_up(now):
                await self._finish(tenant, run)
                return True
        if now - self._renewed_at >= _RENEW_AFTER:
            await self._renew(now)
        return await self._claim(now)

    async def _claim(self, now: datetime) -> bool:
        claimed = await self._queue.claim(now, now + CLAIM)
        if claimed is None:
            return False
        tenant, trial = claimed
        self._runs[tenant, trial.camera] = _Run(trial, Period(now, trial.seconds))
        return True

    async def _renew(self, now: datetime) -> None:
        self._renewed_at = now
        mine = [(tenant, run.trial.camera, run.trial.number) for (tenant, _), run in self._runs.items()]
        await self._queue.renew(mine, now + CLAIM)

    async def _finish(self, tenant: str, run: _Run) -> None:
        outcome, criteria = evaluate(run.trial.expected, run.period, run.told)
        report = replace(
            run.trial,
            outcome=outcome,
            started_at=run.period.start,
            finished_at=self._clock.now(),
            criteria=tuple(criteria),
        )
        try:
            await self._write(tenant, report, run)
        except NotFound as error:
            log.info("acceptance test without a camera: %s", error, extra={"camera_id": report.camera})
        del self._runs[tenant, report.camera]

    async def _write(self, tenant: str, report: Trial, run: _Run) -> None:
        """Keep the report; pictures that were measured in it also probe a camera that waits for that."""
        async with self._begin(tenant) as registers:
            before = await held(registers.all, report.camera)
            await registers.trials.put(report)
            life = before.life
            waits = life.state is LifeState.REGISTERED and life.consented
            if waits and _shows_pictures(run) and run.period.start >= life.pictures_after:
                platform = Author()
                why = f"acceptance test {report.number}: {report.outcome}"
                after = step(life, Verb.PROBE, platform, self._clock.now(), why)
                await write_edge(registers.all, before, after, Verb.PROBE, platform)


def _shows_pictures(run: _Run) -> bool:
    return any(each.state.measured is not None for each in run.told)
