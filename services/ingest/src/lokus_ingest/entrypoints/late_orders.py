"""Takes orders to store late footage; the workers of the fleet share them, each does one at a time.

While it is at one it says so on the bus, and how far it is in the footage's state. A worker that dies falls
silent, and another begins the order anew: what was stored by then is left as it is. A word about each end is
kept before the order is done, so that no footage is forgotten.
"""

import asyncio
import logging
from asyncio import TaskGroup
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from lokus_ingest.application.recording.late_intake import Progress
from lokus_ingest.application.recording.late_states import late_state
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
from lokus_proto.v1.late_footage import (
    LateCardOrder,
    LateFootageOrder,
    LateFootageState,
    LatePhase,
    LateRefusal,
)
from lokus_proto.v1.recording import LateOrigin

log = logging.getLogger(__name__)

HOLD_SECONDS: Final = 12.0
TELL_SECONDS: Final = 3.0
DELIVERIES_AT_MOST: Final = 160
PASS_ON_SECONDS: Final = 0.5
PASSED_ON_AT_MOST: Final = 60
"""Then whoever has an order does it, for the worker that it is for may be away."""
_WAIT_SECONDS: Final = 10.0
_ENDS: Final = (LatePhase.STORED, LatePhase.REFUSED)
_LISTEN_AGAIN: Final = Backoff(first_seconds=0.5, cap_seconds=5.0)


Order = TypeVar("Order", bound=LateFootageOrder)
Order_contra = TypeVar("Order_contra", bound=LateFootageOrder, contravariant=True)


@dataclass(frozen=True, slots=True)
class Kind(Generic[Order]):
    """A kind of orders: what they are, where they lie, and who shares them."""

    order: type[Order]
    subject: str
    queue: str


FILES: Final = Kind(LateFootageOrder, subjects.all_late_footage_orders(), "ingest-late-footage")
CARDS: Final = Kind(LateCardOrder, subjects.all_late_card_orders(), "ingest-late-cards")


class Bringer(Protocol[Order_contra]):
    """Whoever stores what was ordered."""

    async def bring(self, tenant: str, order: Order_contra, progress: Progress) -> LateResult:
        """FootageRefused, or Unavailable: then the same order again, later."""
        ...

    async def forget(self, tenant: str, order: Order_contra) -> None:
        """The order is at its end."""
        ...


class Tellers(Protocol):
    """Whoever tells how far footage is, and knows what was told."""

    async def newest(self, tenant: str, footage: str) -> LateFootageState | None:
        """What was told of some footage last; None if nothing was."""
        ...

    async def tell(self, tenant: str, state: LateFootageState, after_seq: int | None) -> int:
        """Have it kept, and return its place; PreconditionFailed if somebody else has told since."""
        ...


class LateOrders(Generic[Order]):
    """`run` is a task of the root; `takes` says whether a camera's orders are for this worker."""

    def __init__(
        self,
        bus: Bus,
        kind: Kind[Order],
        bringer: Bringer[Order],
        states: Tellers,
        clock: Clock,
        takes: Callable[[str, str], bool] = lambda _tenant, _camera: True,
    ) -> None:
        self._bus = bus
        self._kind = kind
        self._takes = takes
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
        kind = self._kind
        try:
            async with self._bus.work(FOOTAGE, kind.subject, kind.queue, HOLD_SECONDS) as queue:
                while True:
                    await self._take(await queue.next())
        except Unavailable:
            await self._bus.rest_if_leaving()
            raise

    async def _take(self, work: Work) -> None:
        try:
            tenant, order = self._read(work)
        except ValueError as error:
            log.warning("an order of late footage passed over: %s", error)
            await work.done()
            return
        if work.deliveries <= PASSED_ON_AT_MOST and not self._takes(tenant, order.camera):
            await work.again(PASS_ON_SECONDS)
            return
        try:
            if not await self._is_over(work, tenant, order):
                await self._do(tenant, order, work)
        except PreconditionFailed:
            log.warning("late footage %s: another worker has taken it over", order.footage)

    def _read(self, work: Work) -> tuple[str, Order]:
        _, tenant, footage, _ = subjects.parse(work.subject)
        order = open_envelope(work.payload, self._kind.order).data
        if order.footage != footage:
            raise ValueError(f"the order of footage {order.footage} came on the subject of {footage}")
        return tenant, order

    async def _is_over(self, work: Work, tenant: str, order: Order) -> bool:
        """Whether this order came to its end before: its worker died as it said so, or the bus forgot."""
        told = await self._states.newest(tenant, order.footage)
        received_at = order.origin.received_at
        if told is None or told.phase not in _ENDS or told.origin.received_at != received_at:
            return False
        await work.done()
        await self._bringer.forget(tenant, order)
        return True

    async def _do(self, tenant: str, order: Order, work: Work) -> None:
        earlier = await self._states.newest(tenant, order.footage)
        if earlier is not None and earlier.origin.clock_read:  # what is stored again must be the same again
            order = order.model_copy(update={"origin": earlier.origin})
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

    async def _end(
        self, tenant: str, doing: "_Doing[Order]", end: LateFootageState | None, work: Work
    ) -> None:
        if end is None:
            await work.again(_WAIT_SECONDS)
            return
        await self._states.tell(tenant, end, doing.told_seq)
        await work.done()
        log.info("late footage %s of %s: %s %s", end.footage, end.camera, end.phase, end.detail or "")
        await self._bringer.forget(tenant, doing.order)

    async def _outcome(self, tenant: str, doing: "_Doing[Order]", deliveries: int) -> LateFootageState | None:
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
        self, tenant: str, doing: "_Doing[Order]", work: Work, outcome: asyncio.Task[LateFootageState | None]
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


class _Doing(Generic[Order]):
    """An order that is being done, and how far it is."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self._origin = order.origin
        self.over = asyncio.Event()
        self.told_seq: int | None = None
        self._percent, self._result = 0, LateResult()

    def progress(self, percent: int, result: LateResult, origin: LateOrigin | None = None, /) -> None:
        """So far by now."""
        self._percent, self._result = percent, result
        self._origin = origin or self._origin

    def state(self, clock: Clock, phase: LatePhase) -> LateFootageState:
        """What there is to tell."""
        order = self.order.model_copy(update={"origin": self._origin})
        return late_state(order, phase, clock.now(), self._percent, self._result)

    def refused(self, clock: Clock, reason: LateRefusal, detail: str) -> LateFootageState:
        """It is not stored."""
        state = self.state(clock, LatePhase.REFUSED)
        return state.model_copy(update={"refusal": reason, "detail": detail[:1000]})
