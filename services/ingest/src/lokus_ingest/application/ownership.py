"""Which cameras are ours: what the workers say of themselves, and the assignment that follows from it.

Three tasks: one hears the workers, one says every second that we are there, one decides. A worker takes
its first camera when it has seen the others and been there for a moment itself, so that workers that
start together share at once. One that cannot reach the bus keeps what it has: recording must go on, and
whoever takes its cameras over meanwhile has the higher epoch. Of two that use one name the one that
began later stays; the other lets all go.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final, Protocol

from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.stream_key import StreamKey
from lokus_ingest.domain.workers.membership import GONE_SECONDS, HEARTBEAT_SECONDS, Member, Membership
from lokus_ingest.domain.workers.rendezvous import Assignment
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.health import Condition

log = logging.getLogger(__name__)

SETTLE_SECONDS: Final = 1.0
_DECIDE_SECONDS: Final = 0.2
_SLICE_CAMERAS: Final = 500
"""After so many cameras others get their turn."""

Hear = Callable[[str, Member | None, int], None]
Reconsider = Callable[[str, str], None]


class Board(Protocol):
    """Where workers say that they are there."""

    async def follow(self, hear: Hear, caught_up: Callable[[], None]) -> None:
        """Tell what each says (None: it is gone) and at which place of the board, for ever."""
        ...

    async def say(self, worker: str, member: Member) -> None:
        """Say that a worker is there; Unavailable if it cannot be said."""
        ...

    async def leave(self, worker: str) -> None:
        """Say that a worker is gone; Unavailable if it cannot be said."""
        ...


class Ownership:
    """`run` is a task of the root; all else may be asked at any time."""

    def __init__(
        self, worker: str, weight: float, board: Board, clock: Clock, condition: Condition, tally: Tally
    ) -> None:
        self.worker = worker
        self._us = Member(weight, clock.now())
        self._board = board
        self._clock = clock
        self._condition = condition
        self._tally = tally
        self._membership = Membership()
        self._assignment: Assignment[tuple[str, str]] = Assignment()
        self._mine: set[tuple[str, str]] = set()
        self._caught_up = False
        self._first_heard_seconds: float | None = None
        self._usurped_seconds = float("-inf")
        self._reconsider: Reconsider = lambda _tenant, _camera: None
        condition.failing("the other workers are not known yet")

    @property
    def sequence(self) -> int:
        """How far the board has come; what is taken over now has this epoch."""
        return self._membership.sequence

    @property
    def workers(self) -> int:
        """How many workers are in sight."""
        return len(self._membership.in_sight(self._clock.monotonic_seconds()))

    @property
    def cameras(self) -> int:
        """How many cameras are ours."""
        return len(self._mine)

    @property
    def draining(self) -> bool:
        """Whether we hand all over."""
        return self._us.draining

    def owns(self, key: StreamKey) -> bool:
        """Whether a stream is ours to pull."""
        return (key.tenant, key.camera) in self._mine

    def share(self) -> float:
        """Our part of the weight of all workers, above 0 and at most 1."""
        owners = self._owners()
        ours = self._us.weight
        return ours / (sum(owners.values()) + (0.0 if self.worker in owners else ours))

    def has_others(self) -> bool:
        """Whether there is a worker that could take a camera from us."""
        return bool(self._owners().keys() - {self.worker})

    def sees(self, worker: str) -> bool:
        """Whether a worker is there."""
        return worker in self._membership.in_sight(self._clock.monotonic_seconds())

    def learn(self, tenant: str, camera: str) -> None:
        """There is such a camera."""
        self._assignment.add((tenant, camera), f"{tenant}/{camera}".encode())
        self._judge((tenant, camera))

    async def run(self, reconsider: Reconsider) -> None:
        """Keep up with the workers until cancelled; `reconsider` hears of each camera that changes hands."""
        self._reconsider = reconsider
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._board.follow(self._hear, self._has_caught_up), name="hear workers")
            tasks.create_task(self._beat(), name="worker heartbeat")
            tasks.create_task(self._keep_deciding(), name="share cameras")

    async def drain(self, until_empty: Callable[[], Awaitable[None]]) -> None:
        """Say that we take no camera any more; once all are handed over, be gone."""
        self._us = replace(self._us, draining=True)
        try:
            with suppress(Unavailable):
                await self._board.say(self.worker, self._us)
            await self._decide()
            await until_empty()
        finally:
            self._usurped_seconds = float("inf")  # no heartbeat comes behind the last word
            with suppress(Unavailable):
                await self._board.leave(self.worker)

    def _has_caught_up(self) -> None:
        self._caught_up = True

    def _hear(self, worker: str, member: Member | None, sequence: int) -> None:
        now_seconds = self._clock.monotonic_seconds()
        if member is None:
            self._membership.leave(worker, sequence, now_seconds)
            return
        if worker == self.worker and not self._is_us(member, now_seconds):
            return
        self._membership.hear(worker, member, sequence, now_seconds)

    def _is_us(self, member: Member, now_seconds: float) -> bool:
        """Whether a heartbeat under our name is ours; a later process of that name takes it from us."""
        if member.since > self._us.since:
            if not self._is_usurped(now_seconds):
                log.error("another worker calls itself %s: give each a WORKER name of its own", self.worker)
            self._usurped_seconds = now_seconds
        elif member.since == self._us.since and self._first_heard_seconds is None:
            self._first_heard_seconds = now_seconds
        return member.since == self._us.since

    def _is_usurped(self, now_seconds: float) -> bool:
        return now_seconds - self._usurped_seconds < GONE_SECONDS

    async def _beat(self) -> None:
        while True:
            if not self._is_usurped(self._clock.monotonic_seconds()):
                with suppress(Unavailable):  # the next one is a second away
                    await self._board.say(self.worker, self._us)
            await self._clock.sleep(HEARTBEAT_SECONDS)

    async def _keep_deciding(self) -> None:
        while True:
            await self._decide()
            await self._clock.sleep(_DECIDE_SECONDS)

    async def _decide(self) -> None:
        now_seconds = self._clock.monotonic_seconds()
        if not self._caught_up or self._first_heard_seconds is None:
            return
        if now_seconds - self._first_heard_seconds < SETTLE_SECONDS:
            return
        self._tell_health(now_seconds)
        for number, camera in enumerate(self._assignment.change(self._owners()), 1):
            self._judge(camera)
            if number % _SLICE_CAMERAS == 0:
                await self._clock.sleep(0)

    def _owners(self) -> dict[str, float]:
        now_seconds = self._clock.monotonic_seconds()
        owners = self._membership.owners(now_seconds)
        if self._us.draining or self._is_usurped(now_seconds):
            owners.pop(self.worker, None)
        return owners

    def _tell_health(self, now_seconds: float) -> None:
        if self._is_usurped(now_seconds):
            self._condition.failing(f"another worker calls itself {self.worker}")
        else:
            self._condition.ok()

    def _judge(self, camera: tuple[str, str]) -> None:
        ours = self._assignment.owner(camera) == self.worker
        if ours == (camera in self._mine):
            return
        if ours:
            self._mine.add(camera)
            self._tally.takeovers += 1
        else:
            self._mine.discard(camera)
        self._reconsider(*camera)
