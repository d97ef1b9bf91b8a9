"""Takes orders to store late footage; the workers of the fleet share them, each does one at a time.

While it is at one it says so on the bus, and how far it is in the footage's state. A worker that dies falls
silent, and another begins the order anew: what was stored by then is left as it is. A word about each end is
kept before the order is done, so that no footage is forgotten.
"""

import asyncio
import logging
from asyncio import TaskGroup
from contextlib import suppress
from typing import Final, Protocol

from lokus_ingest.application.recording.late_intake import Progress
from lokus_ingest.domain.recording.late import LateResult
from lokus_ingest.domain.recording.refusal import FootageRefused
from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import PreconditionFailed, Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_kit.work import Work
from lokus_proto import subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.jetstream import FOOTAGE
from lokus_proto.v1.late_footage import LateFootageOrder, LateFootageState, LatePhase, LateRefusal

log = logging.getLogger(__name__)

QUEUE: Final = "ingest-late-footage"
HOLD_SECONDS: Final = 12.0
TELL_SECONDS: Final = 3.0
DELIVERIES_AT_MOST: Final = 100
_WAIT_SECONDS: Final = 10.0
_LISTEN_AGAIN: Final = Backoff(first_seconds=0.5, cap_seconds=5.0)


class Bringer(Protocol):
    """Whoever stores what was ordered."""

    async def bring(self, tenant: str, order: LateFootageOrder, progress: Progress) -> LateResult:
        """FootageRefused, or Unavailable: then the same order again, later."""
        ...

    async def forget(self, tenant: str, order: LateFootageOrder) -> None:
        """The order is at its end."""
        ...


class Tellers(Protocol):
    """Whoever tells how far footage is."""

    async def tell(self, tenant: str, state: LateFootageState, after_seq: int | None) -> int:
        """Have it kept, and return its place; PreconditionFailed if somebody else has told since."""
        ...


class LateOrders:
    """`run` is a task of the root."""

    def __init__(self, bus: Bus, bringer: Bringer, states: Tellers, clock: Clock) -> None:
        self._bus = bus
        self._bringer = bringer
        self._states = states
        self._clock = clock

    async def run(self) -> None:
        """Do what is ordered until cancelled."""
        await keep_running(
            "late footage",
            self._run_once,
            retry_on=(Unavailable,),
            clock=self._clock,
            backoff=_LISTEN_AGAIN,
        )

    async def _run_once(self) -> None:
        orders = subjects.all_late_footage_orders()
        async with self._bus.work(FOOTAGE, orders, QUEUE, HOLD_SECONDS) as queue:
            while True:
                await self._take(await queue.next())

    async def _take(self, work: Work) -> None:
        try:
            tenant, order = _read(work)
        except ValueError as error:
            log.warning("an order of late footage passed over: %s", error)
            await work.done()
            return
        try:
            await self._do(tenant, order, work)
        except PreconditionFailed:
            log.warning("late footage %s: another worker has taken it over", order.footage)

    async def _do(self, tenant: str, order: LateFootageOrder, work: Work) -> None:
        doing = _Doing(order)
        doing.told_seq = await self._states.tell(tenant, doing.state(self._clock, LatePhase.READING), None)
        async with TaskGroup() as tasks:
            name = f"late footage {order.footage}"
            outcome = tasks.create_task(self._outcome(tenant, doing, work.deliveries), name=name)
            telling = tasks.create_task(self._keep_telling(tenant, doing, work, outcome), name=f"tell {name}")
            await asyncio.wait({outcome})
            doing.over.set()
            await asyncio.wait({telling})
        if outcome.cancelled():
            raise PreconditionFailed("another worker has taken it over")
        await self._end(tenant, doing, outcome.result(), work)

    async def _end(self, tenant: str, doing: "_Doing", end: LateFootageState | None, work: Work) -> None:
        if end is None:
            await work.again(_WAIT_SECONDS)
            return
        await self._states.tell(tenant, end, doing.told_seq)
        await work.done()
        log.info("late footage %s of %s: %s %s", end.footage, end.camera, end.phase, end.detail or "")
        await self._bringer.forget(tenant, doing.order)

    async def _outcome(self, tenant: str, doing: "_Doing", deliveries: int) -> LateFootageState | None:
        """How the order ends; None if it must be done again."""
        if deliveries > DELIVERIES_AT_MOST:
            detail = f"it was begun {DELIVERIES_AT_MOST} times and never ended: ask the platform operator"
            return doing.refused(self._clock, LateRefusal.GIVEN_UP, detail)
        try:
            result = await self._bringer.bring(tenant, doing.order, doing.progress)
        except FootageRefused as refused:
            return doing.refused(self._clock, refused.reason, refused.detail)
        except Unavailable as error:
            log.warning("late footage %s waits: %s", doing.order.footage, error)
            return None
        doing.progress(100, result)
        return doing.state(self._clock, LatePhase.STORED)

    async def _keep_telling(
        self, tenant: str, doing: "_Doing", work: Work, outcome: asyncio.Task[LateFootageState | None]
    ) -> None:
        """Say that we are at it, and how far, until it is over; give it up when somebody else has it."""
        while not doing.over.is_set():
            try:
                await work.keep()
                state = doing.state(self._clock, LatePhase.READING)
                doing.told_seq = await self._states.tell(tenant, state, doing.told_seq)
            except Unavailable as error:
                log.warning("late footage %s: nobody hears how far it is: %s", doing.order.footage, error)
            except PreconditionFailed:
                outcome.cancel()
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(TELL_SECONDS):
                    await doing.over.wait()


def _read(work: Work) -> tuple[str, LateFootageOrder]:
    _, tenant, footage, _ = subjects.parse(work.subject)
    order = open_envelope(work.payload, LateFootageOrder).data
    if order.footage != footage:
        raise ValueError(f"the order of footage {order.footage} came on the subject of {footage}")
    return tenant, order


class _Doing:
    """An order that is being done, and how far it is."""

    def __init__(self, order: LateFootageOrder) -> None:
        self.order = order
        self.over = asyncio.Event()
        self.told_seq: int | None = None
        self._percent, self._result = 0, LateResult()

    def progress(self, percent: int, result: LateResult) -> None:
        """So far by now."""
        self._percent, self._result = percent, result

    def state(self, clock: Clock, phase: LatePhase) -> LateFootageState:
        """What there is to tell."""
        order, result = self.order, self._result
        return LateFootageState(
            footage=order.footage,
            camera=order.camera,
            stream=order.stream,
            origin=order.origin,
            file=order.file,
            phase=phase,
            at=clock.now(),
            done_percent=self._percent,
            segments=result.segments,
            frames=result.frames,
            size_bytes=result.size_bytes,
            stored_from=result.start,
            stored_until=result.end,
            left_out=result.left_out,
        )

    def refused(self, clock: Clock, reason: LateRefusal, detail: str) -> LateFootageState:
        """It is not stored."""
        state = self.state(clock, LatePhase.REFUSED)
        return state.model_copy(update={"refusal": reason, "detail": detail[:1000]})
